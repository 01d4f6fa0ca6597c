import { expect } from 'chai';
import fc from 'fast-check';
import { searchKey } from '../../src/catalog/search-key';

describe('searchKey', () => {
  const alike: Array<[string, string]> = [
    ['Ada', 'ADA'],
    ['Žofie', 'zofie'],
    ['Müller', 'Mu\u0308ller'],
    ['Straße', 'STRASSE'],
    ['Łódź', 'lodz'],
    ['Ægir', 'aegir'],
    ['ﬁlip', 'Filip'],
    ['İpek', 'ipek'],
    ['ΟΔΥΣΣΕΥΣ', 'οδυσσευς'],
    ['Ａｄａ', 'ada'],
    ['a\u00adda', 'ada'],
    ['a  b', ' A B '],
  ];
  for (const [one, other] of alike) {
    it(`is the same for ${JSON.stringify(one)} and ${JSON.stringify(other)}`, () =>
      expect(searchKey(one)).to.equal(searchKey(other)));
  }

  it('differs where the letters do', () => expect(searchKey('Ada')).to.not.equal(searchKey('Eda')));

  it('stays the same when it is made from itself, and is never empty for a visible name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const key = searchKey(text);
        expect(searchKey(key)).to.equal(key);
        if (text.normalize('NFKD').trim()) expect(key).to.not.equal('');
      }),
    );
  });
});

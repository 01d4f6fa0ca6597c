import { expect } from 'chai';
import fc from 'fast-check';
import { SafeNames } from '../../../src/account/export/safe-names';
import { onlyOf } from '../../support/elements';

const namesOf = (...names: string[]) => {
  const safe = new SafeNames();
  return names.map((name) => safe.next(name));
};

describe('SafeNames', () => {
  it('keeps a name as it is where it can', () => {
    expect(namesOf('Ada Lovelace', 'Žofie', '陳大文', '👩‍👩‍👧')).to.deep.equal([
      'Ada Lovelace',
      'Žofie',
      '陳大文',
      '👩‍👩‍👧',
    ]);
  });

  it('gives different folders to names that are the same on some systems', () => {
    expect(namesOf('Ada', 'ADA', 'ada')).to.deep.equal(['Ada', 'ADA 2', 'ada 3']);
    expect(namesOf('a/b', 'a:b', 'a?b')).to.deep.equal(['a-b', 'a-b 2', 'a-b 3']);
    expect(namesOf('Straße', 'STRASSE')).to.deep.equal(['Straße', 'STRASSE 2']);
    expect(namesOf('Zoë'.normalize('NFC'), 'Zoë'.normalize('NFD'))[1]).to.equal('Zoë 2');
    expect(namesOf('Ada 2', 'Ada', 'Ada')).to.deep.equal(['Ada 2', 'Ada', 'Ada 3']);
  });

  it('changes names that Windows reserves', () => {
    for (const name of [
      'CON',
      'nul',
      'com1.txt',
      'Ada.',
      'Ada ',
      '...',
      '.',
      '..',
      '/',
      '~$',
      '.hidden',
      '__MACOSX',
      'people.json',
      'Recognitions',
    ]) {
      const folder = onlyOf(namesOf(name));
      expect(folder, name).to.match(/^[^\s.<>:"/\\|?*][^<>:"/\\|?*]*(?<![\s.])$/u);
      expect(folder.toLowerCase()).not.to.be.oneOf([
        'con',
        'nul',
        'com1.txt',
        '__macosx',
        'people.json',
        'recognitions',
      ]);
    }
  });

  it('gives any text a folder of its own that leads nowhere else', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 200 }), { maxLength: 30 }), (names) => {
        const folders = namesOf(...names);
        expect(new Set(folders.map((folder) => folder.normalize('NFKC').toLowerCase())).size).to.equal(names.length);
        for (const folder of folders)
          expect(folder)
            .to.match(/^[^./\\\0][^/\\\0]*$/u)
            .and.have.lengthOf.below(80);
      }),
    );
  });
});

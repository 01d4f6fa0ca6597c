import { expect } from 'chai';
import fc from 'fast-check';
import { nameKey, readName } from '../../src/gallery/person-name';
import { personNames } from '../support/person-names';

describe('readName', () => {
  it('keeps a name as it was typed, but for the space around and between', () => {
    expect(readName('  Ada \t Lovelace ')).to.equal('Ada Lovelace');
    expect(readName("O'Brien-Müller <3")).to.equal("O'Brien-Müller <3");
  });

  it('takes two ways of writing an accent as one', () => {
    expect(readName('Zoe\u0308')).to.equal(readName('Zo\u00eb'));
  });

  it('removes what turns or hides text', () => {
    expect(readName('Ada\u202E gpj.exe\u200F')).to.equal('Ada gpj.exe');
    for (const unseen of ['\u202E\u2066', '\u200B', '\u00AD', '\u2060', '\u3164', '\u0301'])
      expect(() => readName(unseen)).to.throw('Please enter a name');
    expect(() => readName(`a${'\u0301'.repeat(1500)}`)).to.throw('no text');
  });

  it('counts characters as a person does', () => {
    expect(readName('👩‍👩‍👧'.repeat(100))).to.have.length(800);
    expect(() => readName('👩‍👩‍👧'.repeat(101))).to.throw('longer than 100');
    expect(() => readName('a'.repeat(101))).to.throw('longer than 100');
  });

  it('changes nothing more in a name that it has read', () => {
    expect(readName('Ada \u0085 Lovelace')).to.equal('Ada Lovelace');
    fc.assert(
      fc.property(personNames, (name) => readName(name) === name),
      { numRuns: 5000 },
    );
  });

  it('refuses nothing, NUL and what is no text', () => {
    for (const typed of [undefined, '', ' \n ']) expect(() => readName(typed)).to.throw('Please enter a name');
    expect(() => readName('a\0')).to.throw('no text');
    expect(readName('a\ud800b')).to.equal('a\ufffdb');
  });
});

describe('nameKey', () => {
  it('is one for names that differ by case or form', () => {
    expect(nameKey('ADA')).to.equal(nameKey('ada'));
    expect(nameKey('Ａｄａ')).to.equal(nameKey('ada'));
    expect(nameKey('Ada')).not.to.equal(nameKey('Adah'));
  });
});

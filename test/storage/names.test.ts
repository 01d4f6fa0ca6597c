import { expect } from 'chai';
import { newImageName } from '../../src/storage/names';

describe('newImageName', () => {
  it('is readable, and nobody can guess it', () => {
    expect(newImageName('Ada Lovelace')).to.match(/^ada-lovelace-[a-z2-9]{16}$/);
    expect(newImageName('Žofie Müller')).to.match(/^zofie-muller-/);
    expect(newImageName('Ada')).not.to.equal(newImageName('Ada'));
  });

  it('is safe whatever the name', () => {
    for (const name of [
      '../../etc/passwd',
      '..\\..\\x',
      'CON',
      'a'.repeat(5000),
      '陳大文',
      '.',
      'x. ',
      '<img>',
      '\u202Eabc',
    ]) {
      expect(newImageName(name), name)
        .to.match(/^[a-z0-9]+(-[a-z0-9]+)*$/)
        .and.have.length.below(64);
    }
  });
});

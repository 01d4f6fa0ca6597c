import { expect } from 'chai';
import { directionOf, shorten, widthOf } from '../../src/recognition/label-text';

describe('the text of a label', () => {
  it('is shortened between what people see as characters, and keeps its tail', () => {
    expect(shorten('Bernadette', '?', 100)).to.equal('Bernadette?');
    expect(shorten('Bernadette', '?', 5)).to.match(/^Bern\p{L}*…\?$/u);
    expect(shorten('👨‍👩‍👧'.repeat(9), '?', 5)).to.equal(`${'👨‍👩‍👧'.repeat(2)}…?`);
    expect(shorten('Ada Lovelace', '', 3.2)).to.equal('Ada…');
    expect(shorten('Bernadette', '?', 1.5)).to.equal(undefined);
  });

  it('has a width by its script', () => {
    expect(widthOf('諸葛亮')).to.equal(3);
    expect(widthOf('👨‍👩‍👧')).to.equal(widthOf('😀'));
    expect(widthOf('é')).to.equal(widthOf('e\u0301'));
    expect(widthOf('WWW')).to.be.above(2 * widthOf('iii'));
  });

  it('has a direction by its first letter', () => {
    expect(directionOf('Ada محمد')).to.equal('ltr');
    expect(directionOf('(12) محمد Ada')).to.equal('rtl');
    expect(directionOf('עדה')).to.equal('rtl');
    expect(directionOf('👨‍👩‍👧')).to.equal('ltr');
  });
});

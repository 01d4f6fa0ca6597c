import { expect } from 'chai';
import { likenessPercent } from '../../src/gallery/thresholds';

describe('likenessPercent', () => {
  it('falls from 100 for the same face to 50 half-way, and on to 0', () => {
    const percents = [0, 0.2, 0.3, 0.4, 0.5, 0.55, 0.6, 0.8, 1.2, 2].map(likenessPercent);
    expect(percents[0]).to.equal(100);
    expect(percents[6]).to.equal(50);
    expect(percents.at(-1)).to.equal(0);
    expect(percents).to.deep.equal([...percents].sort((one, other) => other - one));
  });

  it('is high where a match is sure', () => {
    expect(likenessPercent(0.45)).to.be.at.least(85);
  });
});

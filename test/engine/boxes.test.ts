import { expect } from 'chai';
import { overlap, suppressOverlaps } from '../../src/engine/boxes';

const box = (left: number, top: number, width = 10, height = 10) => ({ left, top, width, height });

describe('overlap', () => {
  it('is the shared area over the joint one', () => {
    expect(overlap(box(0, 0), box(0, 0))).to.equal(1);
    expect(overlap(box(0, 0), box(5, 0))).to.be.closeTo(50 / 150, 1e-12);
    expect(overlap(box(0, 0), box(10, 0))).to.equal(0);
  });
});

describe('suppressOverlaps', () => {
  it('keeps the best of each group, best first', () => {
    const [weak, strong, elsewhere] = [
      { box: box(1, 0), score: 0.7 },
      { box: box(0, 0), score: 0.9 },
      { box: box(40, 40), score: 0.8 },
    ];
    expect(suppressOverlaps([weak, strong, elsewhere], 10)).to.deep.equal([strong, elsewhere]);
    expect(suppressOverlaps([weak, strong, elsewhere], 1)).to.deep.equal([strong]);
  });
});

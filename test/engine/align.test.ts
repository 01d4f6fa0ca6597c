import { expect } from 'chai';
import { alignFace, fitSimilarity } from '../../src/engine/align';
import type { Point } from '../../src/engine/contract';
import { FIRST, MEAN_X, MEAN_Y } from '../../src/engine/mean-face';
import { elementAt } from '../support/elements';

const apply = ({ a, b, tx, ty }: ReturnType<typeof fitSimilarity>, { x, y }: Point) => ({
  x: a * x - b * y + tx,
  y: b * x + a * y + ty,
});

describe('fitSimilarity', () => {
  it('finds the rotation, scale and shift between two sets of points', () => {
    const made = { a: 1.5 * Math.cos(0.4), b: 1.5 * Math.sin(0.4), tx: 12, ty: -7 };
    const from = [
      { x: 0, y: 0 },
      { x: 10, y: 3 },
      { x: -4, y: 8 },
      { x: 5, y: 5 },
    ];
    const found = fitSimilarity(
      from,
      from.map((point) => apply(made, point)),
    );
    for (const key of ['a', 'b', 'tx', 'ty'] as const) expect(found[key]).to.be.closeTo(made[key], 1e-9);
  });
});

describe('alignFace', () => {
  it('carries the chip onto a face that is turned, large and elsewhere', () => {
    const place = { a: 3 * Math.cos(-0.3), b: 3 * Math.sin(-0.3), tx: 400, ty: 250 };
    const onChip = (mean: number) => ((0.25 + mean) / 1.5) * 150;
    const chipPoint = (i: number) => ({ x: onChip(elementAt(MEAN_X, i)), y: onChip(elementAt(MEAN_Y, i)) });
    const landmarks = Array.from({ length: 68 }, (_, i) =>
      i < FIRST ? { x: 0, y: 0 } : apply(place, chipPoint(i - FIRST)),
    );
    const found = alignFace(landmarks);
    for (const key of ['a', 'b', 'tx', 'ty'] as const) expect(found[key]).to.be.closeTo(place[key], 1e-6);
  });
});

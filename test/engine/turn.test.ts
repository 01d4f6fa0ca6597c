import { expect } from 'chai';
import type { Point } from '../../src/engine/contract';
import { MEAN_X, MEAN_Y } from '../../src/engine/mean-face';
import { QUALITY, turnOf } from '../../src/engine/quality';
import { elementAt } from '../support/elements';

const radians = (degrees: number) => (degrees * Math.PI) / 180;
const rise = (values: readonly number[]) => values.every((value, i) => i === 0 || value > elementAt(values, i - 1));

/** A head as wide as the mean face: the landmarks of the jaw lie behind the face's plane, the nose's tip before it. */
const HEAD = [
  ...Array.from({ length: 17 }, (_, i) => ({
    x: -0.55 * Math.cos((i / 16) * Math.PI),
    y: 0.2 + 0.95 * Math.sin((i / 16) * Math.PI),
    z: -0.5 * Math.abs(1 - i / 8),
  })),
  ...MEAN_X.map((x, i) => ({ x: x - 0.490127, y: elementAt(MEAN_Y, i), z: i === 13 ? 0.3 : 0 })),
];

/** The head's landmarks as a camera sees them. @param yaw how far it is turned to a side, in degrees @param pitch how far it nods, in degrees */
const seen = (yaw: number, pitch = 0): Point[] =>
  HEAD.map(({ x, y, z }) => {
    const depth = z * Math.cos(radians(yaw)) - x * Math.sin(radians(yaw));
    return {
      x: x * Math.cos(radians(yaw)) + z * Math.sin(radians(yaw)),
      y: y * Math.cos(radians(pitch)) + depth * Math.sin(radians(pitch)),
    };
  });

/** Where iBUG's order puts each landmark of a face whose picture is mirrored. */
const MIRRORED = [
  ...Array.from({ length: 17 }, (_, i) => 16 - i),
  ...[26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 27, 28, 29, 30, 35, 34, 33, 32, 31],
  ...[45, 44, 43, 42, 47, 46, 39, 38, 37, 36, 41, 40],
  ...[54, 53, 52, 51, 50, 49, 48, 59, 58, 57, 56, 55, 64, 63, 62, 61, 60, 67, 66, 65],
];

describe('turnOf', () => {
  it('grows with the angle to a side, from nothing to profile', () => {
    expect(turnOf(seen(0))).to.be.below(0.01);
    const turns = [0, 10, 20, 30, 40, 50].map((yaw) => turnOf(seen(yaw)));
    expect(rise(turns), `${turns}`).to.equal(true);
    expect(turnOf(seen(20))).to.be.below(QUALITY.turned);
    expect(turnOf(seen(85))).to.be.above(QUALITY.tooTurned);
  });

  it('sees a strong nod', () => {
    expect(turnOf(seen(0, 50)))
      .to.be.above(turnOf(seen(0, 35)))
      .and.above(QUALITY.turned);
  });

  it('is the same for a face and its mirror image', () => {
    for (const yaw of [-60, -25, 10, 40]) {
      const face = seen(yaw, 20);
      const mirrored = MIRRORED.map((i) => elementAt(face, i)).map(({ x, y }) => ({ x: 500 - x, y }));
      expect(turnOf(mirrored)).to.be.closeTo(turnOf(face), 1e-9);
      expect(turnOf(seen(-yaw))).to.be.closeTo(turnOf(seen(yaw)), 1e-4); // the mean face itself is only that symmetric
    }
  });

  it('doesn’t depend on a face’s size, place and tilt', () => {
    const [a, b] = [80 * Math.cos(0.6), 80 * Math.sin(0.6)];
    const elsewhere = seen(25).map(({ x, y }) => ({ x: a * x - b * y + 700, y: b * x + a * y + 90 }));
    expect(turnOf(elsewhere)).to.be.closeTo(turnOf(seen(25)), 1e-9);
  });

  it('takes landmarks that aren’t a face for the worst view', () => {
    expect(turnOf(HEAD.map(() => ({ x: 5, y: 5 })))).to.equal(1);
  });
});

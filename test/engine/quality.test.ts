import { expect } from 'chai';
import type { Point } from '../../src/engine/contract';
import { MEAN_X, MEAN_Y } from '../../src/engine/mean-face';
import { CHIP_SIZE } from '../../src/engine/networks';
import { overallOf, QUALITY, qualityOf, sharpnessOf, turnOf } from '../../src/engine/quality';
import { CHANNELS } from '../../src/engine/raster';

const radians = (degrees: number) => (degrees * Math.PI) / 180;
const rise = (values: readonly number[]) => values.every((value, i) => i === 0 || value > values[i - 1]);

/** A head as wide as the mean face: the landmarks of the jaw lie behind the face's plane, the nose's tip before it. */
const HEAD = [
  ...Array.from({ length: 17 }, (_, i) => ({
    x: -0.55 * Math.cos((i / 16) * Math.PI),
    y: 0.2 + 0.95 * Math.sin((i / 16) * Math.PI),
    z: -0.5 * Math.abs(1 - i / 8),
  })),
  ...MEAN_X.map((x, i) => ({ x: x - 0.490127, y: MEAN_Y[i], z: i === 13 ? 0.3 : 0 })),
];

/** The landmarks of the head, turned to a side and nodding, by degrees. */
const seen = (yaw: number, pitch = 0): Point[] =>
  HEAD.map(({ x, y, z }) => {
    const depth = z * Math.cos(radians(yaw)) - x * Math.sin(radians(yaw));
    return { x: x * Math.cos(radians(yaw)) + z * Math.sin(radians(yaw)), y: y * Math.cos(radians(pitch)) + depth * Math.sin(radians(pitch)) };
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
      const mirrored = MIRRORED.map((i) => ({ x: 500 - face[i].x, y: face[i].y }));
      expect(turnOf(mirrored)).to.be.closeTo(turnOf(face), 1e-9);
      expect(turnOf(seen(-yaw))).to.be.closeTo(turnOf(seen(yaw)), 1e-4); // the mean face itself is even to so many digits
    }
  });

  it('does not mind how large a face is, where it is and how it leans', () => {
    const [a, b] = [80 * Math.cos(0.6), 80 * Math.sin(0.6)];
    const elsewhere = seen(25).map(({ x, y }) => ({ x: a * x - b * y + 700, y: b * x + a * y + 90 }));
    expect(turnOf(elsewhere)).to.be.closeTo(turnOf(seen(25)), 1e-9);
  });

  it('takes landmarks that are no face for the worst view', () => {
    expect(turnOf(HEAD.map(() => ({ x: 5, y: 5 })))).to.equal(1);
  });
});

/** A chip of a grey pattern. */
const chipOf = (grey: (x: number, y: number) => number) =>
  Float32Array.from({ length: CHIP_SIZE * CHIP_SIZE * CHANNELS }, (_, i) => {
    const pixel = Math.floor(i / CHANNELS);
    return grey(pixel % CHIP_SIZE, Math.floor(pixel / CHIP_SIZE));
  });

/** Waves of all lengths and directions, the longer the stronger, as in every photo; the finest is so many pixels long. */
const texture = (finest: number) => (x: number, y: number) => {
  let grey = 128;
  for (let i = 0, wave = finest; wave < 150; i++, wave *= 1.25) {
    grey += Math.sqrt(wave) * Math.sin(((x * Math.cos(2.4 * i) + y * Math.sin(2.4 * i)) * 2 * Math.PI) / wave + i);
  }
  return grey;
};

/** The average of a chip along a line of 12 pixels. */
const moved = (chip: Float32Array, right: number, down: number) =>
  chip.map((_, at) => {
    let sum = 0;
    for (let i = -6; i < 6; i++) sum += chip[at + i * CHANNELS * (right + down * CHIP_SIZE)] ?? 128;
    return sum / 12;
  });

describe('sharpnessOf', () => {
  it('falls with the fineness of what is seen, and is 0 for a plain surface', () => {
    const figures = [60, 40, 30, 20, 10, 6].map((finest) => sharpnessOf(chipOf(texture(finest)), 1));
    expect(rise(figures), `${figures}`).to.equal(true);
    expect(figures.at(-1)).to.be.above(QUALITY.blurred);
    expect(figures[0]).to.be.below(QUALITY.tooBlurred);
    expect(
      sharpnessOf(
        chipOf(() => 90),
        1,
      ),
    ).to.equal(0);
  });

  it('is the same in a dark photo of little contrast', () => {
    const dark = chipOf((x, y) => 20 + 0.2 * texture(20)(x, y));
    expect(sharpnessOf(dark, 1)).to.be.closeTo(sharpnessOf(chipOf(texture(20)), 1), 1e-3);
  });

  it('sees a face that moved, whatever the direction', () => {
    for (const [right, down] of [
      [1, 0],
      [0, 1],
      [1, 1],
      [1, -1],
    ]) {
      const chip = chipOf(texture(6));
      expect(sharpnessOf(moved(chip, right, down), 1), `${right}, ${down}`).to.be.below(0.7 * sharpnessOf(chip, 1));
    }
  });

  it('judges a face that was enlarged at its own size', () => {
    const enlarged = chipOf((x, y) => texture(3)(x / 8, y / 8));
    expect(sharpnessOf(enlarged, 1 / 8)).to.be.above(2 * sharpnessOf(enlarged, 1));
  });

  it('is a figure for any scale, however absurd', () => {
    for (const scale of [0, 1e-9, 0.03, 1e9, Number.NaN]) expect(sharpnessOf(chipOf(texture(20)), scale), `${scale}`).to.be.within(0, 1);
  });
});

describe('overallOf', () => {
  const good = { size: 200, sharpness: 1, turn: 0 };

  it('is 1 for the best of views, and less for whatever is worse', () => {
    expect(overallOf(good, 1)).to.equal(1);
    expect(overallOf({ ...good, size: 60 }, 1)).to.be.within(0.5, 0.99);
    expect(overallOf({ ...good, sharpness: 0.8 }, 1)).to.be.within(0.5, 0.99);
    expect(overallOf({ ...good, turn: 0.2 }, 1)).to.be.within(0.5, 0.99);
    expect(overallOf(good, 0.5)).to.be.within(0.5, 0.99);
  });

  it('puts a face beyond one of the bounds behind one that is good enough in all', () => {
    const fair = overallOf({ size: 70, sharpness: 0.9, turn: 0.15 }, 0.95);
    for (const bad of [{ size: QUALITY.tooSmall }, { sharpness: QUALITY.tooBlurred }, { turn: QUALITY.tooTurned }])
      expect(overallOf({ ...good, ...bad }, 1), JSON.stringify(bad)).to.be.below(fair);
  });
});

describe('qualityOf', () => {
  it('takes the shorter side of the box for the size', () => {
    const { size, turn } = qualityOf({ box: { left: 3, top: 4, width: 50, height: 70 }, score: 1, landmarks: seen(0) }, chipOf(texture(8)), 1);
    expect(size).to.equal(50);
    expect(turn).to.be.below(0.01);
  });
});

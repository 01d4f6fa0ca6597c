import { expect } from 'chai';
import { CHIP_SIZE } from '../../src/engine/networks';
import { overallOf, QUALITY, qualityOf, sharpnessOf } from '../../src/engine/quality';
import { CHANNELS } from '../../src/engine/raster';
import { elementAt } from '../support/elements';

const rise = (values: readonly number[]) => values.every((value, i) => i === 0 || value > elementAt(values, i - 1));

/** A chip with a gray pattern. */
const chipOf = (gray: (x: number, y: number) => number) =>
  Float32Array.from({ length: CHIP_SIZE * CHIP_SIZE * CHANNELS }, (_, i) => {
    const pixel = Math.floor(i / CHANNELS);
    return gray(pixel % CHIP_SIZE, Math.floor(pixel / CHIP_SIZE));
  });

/** Waves of all lengths and directions, the longer the stronger, as in every photo. @param finest the shortest length, in pixels */
const texture = (finest: number) => (x: number, y: number) => {
  let gray = 128;
  for (let i = 0, wave = finest; wave < 150; i++, wave *= 1.25) {
    gray += Math.sqrt(wave) * Math.sin(((x * Math.cos(2.4 * i) + y * Math.sin(2.4 * i)) * 2 * Math.PI) / wave + i);
  }
  return gray;
};

/** The average of a chip along a line of 12 pixels. */
const moved = (chip: Float32Array, right: number, down: number) =>
  chip.map((_, at) => {
    let sum = 0;
    for (let i = -6; i < 6; i++) sum += chip[at + i * CHANNELS * (right + down * CHIP_SIZE)] ?? 128;
    return sum / 12;
  });

describe('sharpnessOf', () => {
  it('falls with the fineness of the details, and is 0 for a plain surface', () => {
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
    ] as const) {
      const chip = chipOf(texture(6));
      expect(sharpnessOf(moved(chip, right, down), 1), `${right}, ${down}`).to.be.below(0.7 * sharpnessOf(chip, 1));
    }
  });

  it('judges an enlarged face at its own size', () => {
    const enlarged = chipOf((x, y) => texture(3)(x / 8, y / 8));
    expect(sharpnessOf(enlarged, 1 / 8)).to.be.above(2 * sharpnessOf(enlarged, 1));
  });

  it('is a number for any scale, however absurd', () => {
    for (const scale of [0, 1e-9, 0.03, 1e9, Number.NaN])
      expect(sharpnessOf(chipOf(texture(20)), scale), `${scale}`).to.be.within(0, 1);
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

  it('ranks a face beyond one of the limits below one within all', () => {
    const fair = overallOf({ size: 70, sharpness: 0.9, turn: 0.15 }, 0.95);
    for (const bad of [{ size: QUALITY.tooSmall }, { sharpness: QUALITY.tooBlurred }, { turn: QUALITY.tooTurned }])
      expect(overallOf({ ...good, ...bad }, 1), JSON.stringify(bad)).to.be.below(fair);
  });
});

describe('qualityOf', () => {
  it('takes the shorter side of the box for the size', () => {
    const landmarks = Array.from({ length: 68 }, (_, i) => ({ x: i, y: i * i }));
    expect(
      qualityOf({ box: { left: 3, top: 4, width: 50, height: 70 }, score: 1, landmarks }, chipOf(texture(8)), 1).size,
    ).to.equal(50);
  });
});

import { expect } from 'chai';
import { FRACTIONS, PART, PARTS_OF_COLOR, SPARE, STEPS, toSrgb } from '../../src/engine/to-srgb';
import { expectAssembled } from '../support/assembled';

const numbers = (count: number, most: number, seed: number) =>
  Array.from({ length: count }, (_, i) => Math.floor(Math.abs(Math.sin(seed + i * 12.9898) * 43_758.5453) % most));

/** What the sums of parts become: the definition, one number at a time. */
function expected(pixels: Uint8Array, parts: Int32Array): Uint8Array {
  return pixels.map((_, at) => {
    const [pixel, lane] = [3 * Math.floor(at / 3), at % 3];
    const sum = [0, 1, 2].reduce(
      (total, color) => total + (parts[color * PARTS_OF_COLOR + (pixels[pixel + color] ?? 0) * PART + lane] ?? 0),
      0,
    );
    const light = Math.min(1, Math.max(0, (Math.floor(sum / FRACTIONS) - SPARE) / (STEPS - 1)));
    return Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055));
  });
}

describe('toSrgb', () => {
  it('runs to-srgb.wat', () => expectAssembled('engine/to-srgb'));

  it('adds what each color of a pixel adds to each color of sRGB, for any number of pixels', () => {
    const most = ((STEPS + 2 * SPARE) * FRACTIONS) / 3;
    for (const [seed, count] of [0, 1, 2, 65_536, 65_537, 150_000].entries()) {
      const parts = Int32Array.from(numbers(3 * PARTS_OF_COLOR, most, seed));
      const pixels = Uint8Array.from(numbers(3 * count, 256, seed));
      const wanted = expected(pixels, parts);
      toSrgb(pixels, parts);
      expect(Buffer.from(pixels).equals(wanted), `${count} pixels`).to.equal(true);
    }
  });
});

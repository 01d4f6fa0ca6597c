import { CHIP_SIZE } from './networks';
import { CHANNELS } from './raster';

/** The chip's margin around the face, as a share on each side. It is not measured. */
const PADDING = 1 / 6;

/** Sums up a chip's luminance over squares of `factor` × `factor` pixels. */
export function shrinkToLuminance(chip: Float32Array, factor: number): { luminance: Float32Array; side: number } {
  // Each index is within its array, by the loops' limits; a check for each pixel would cost time.
  const side = Math.floor(CHIP_SIZE / factor);
  const luminance = new Float32Array(side * side);
  for (let y = 0; y < side * factor; y++) {
    const row = Math.floor(y / factor) * side;
    for (let x = 0, at = y * CHIP_SIZE * CHANNELS; x < side * factor; x++, at += CHANNELS) {
      const red = chip[at] as number;
      const green = chip[at + 1] as number;
      const blue = chip[at + 2] as number;
      (luminance[row + Math.floor(x / factor)] as number) += 0.299 * red + 0.587 * green + 0.114 * blue;
    }
  }
  return { luminance, side };
}

/**
 * Measures how quickly the luminance changes in one direction: curvature over slope, which contrast and brightness
 * don't alter (Hjorth's mobility).
 * @param step from one pixel to the next in this direction
 */
export function mobility(luminance: Float32Array, side: number, step: number): number {
  // The padding keeps each index within the array; a check for each pixel would cost time.
  const [from, to] = [Math.round(side * PADDING), side - Math.round(side * PADDING)];
  let [curvature, slope] = [0, 0];
  for (let y = from; y < to; y++) {
    for (let at = y * side + from; at < y * side + to; at++) {
      const before = luminance[at - step] as number;
      const here = luminance[at] as number;
      const after = luminance[at + step] as number;
      curvature += (before - 2 * here + after) ** 2;
      slope += ((after - before) / 2) ** 2;
    }
  }
  return slope > 0 ? Math.sqrt(curvature / slope) : 0;
}

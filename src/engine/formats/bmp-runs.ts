import type { BmpHeader } from './bmp-header';

const END_OF_ROW = 0;
const END_OF_PICTURE = 1;
const MOVE = 2;

/**
 * Unpacks run-length coded pixels (RLE8, RLE4): a palette index for each pixel, row by row from below. Pixels that the
 * runs skip have index 0. What leads out of the picture is left out, so the result never takes more than its pixels.
 * @returns less than the whole picture when the file ends before its end mark
 */
export function unpackRuns(packed: Uint8Array, { width, height, compression }: BmpHeader): Uint8Array {
  const indices = new Uint8Array(width * height);
  const isNibbles = compression === 'rle4';
  let [at, x, y] = [0, 0, 0];
  const put = (index: number) => {
    indices[y * width + x++] = index;
  };
  /** The index of the i-th pixel of a run. */
  const pick = (byte: number, i: number) => (isNibbles ? (i % 2 === 0 ? byte >> 4 : byte & 15) : byte);

  while (at + 1 < packed.length && y < height) {
    const count = packed[at++] ?? 0;
    const value = packed[at++] ?? 0;
    if (count > 0) {
      // No row is longer than the picture, so that no file costs more than its size and its pixels.
      for (let i = 0; i < count && x < width; i++) put(pick(value, i));
    } else if (value === END_OF_ROW) {
      x = 0;
      y++;
    } else if (value === END_OF_PICTURE) {
      return indices;
    } else if (value === MOVE) {
      x += packed[at++] ?? 0;
      y += packed[at++] ?? 0;
    } else {
      for (let i = 0; i < value && x < width; i++) put(pick(packed[at + (isNibbles ? i >> 1 : i)] ?? 0, i));
      const bytes = isNibbles ? Math.ceil(value / 2) : value;
      at += bytes + (bytes % 2); // runs of single pixels end at even bytes
    }
  }
  return indices.subarray(0, Math.min(y * width + x, indices.length));
}

import type { Box } from './contract';

type Size = Pick<Box, 'width' | 'height'>;

/** A picture as pixels, row by row. Each has 3 bytes: red, green, blue. */
export interface Raster extends Size {
  data: Uint8Array;
}

/** A similarity transform from the pixels of a crop to the picture's: x' = a·x - b·y + tx, y' = b·x + a·y + ty. */
export interface Similarity {
  a: number;
  b: number;
  tx: number;
  ty: number;
}

/** Values of a pixel: red, green, blue. */
export const CHANNELS = 3;

/** Averages blocks of `factor` × `factor` pixels of a region, and drops incomplete ones at its right and lower edges. */
function shrinkRegion(raster: Raster, region: Box, factor: number): Raster {
  // Each index is within the picture, by the loops' limits; a check for each pixel would cost time.
  const width = Math.floor(region.width / factor);
  const height = Math.floor(region.height / factor);
  const data = new Uint8Array(width * height * CHANNELS);
  const source = raster.data;
  const stride = raster.width * CHANNELS;
  const share = 1 / (factor * factor);
  for (let y = 0, target = 0; y < height; y++) {
    for (let x = 0; x < width; x++, target += CHANNELS) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let row = (region.top + y * factor) * stride + (region.left + x * factor) * CHANNELS;
      for (let dy = 0; dy < factor; dy++, row += stride) {
        for (let dx = 0, at = row; dx < factor; dx++, at += CHANNELS) {
          red += source[at] as number;
          green += source[at + 1] as number;
          blue += source[at + 2] as number;
        }
      }
      data[target] = red * share + 0.5;
      data[target + 1] = green * share + 0.5;
      data[target + 2] = blue * share + 0.5;
    }
  }
  return { data, width, height };
}

/** Returns the smallest region that holds a crop, with `spare` pixels around it, cut off at the picture's edges. */
function regionOf(raster: Raster, { a, b, tx, ty }: Similarity, { width, height }: Size, spare: number): Box {
  const xs = [tx, tx + a * width, tx - b * height, tx + a * width - b * height];
  const ys = [ty, ty + b * width, ty + a * height, ty + b * width + a * height];
  const left = Math.max(0, Math.floor(Math.min(...xs)) - spare);
  const top = Math.max(0, Math.floor(Math.min(...ys)) - spare);
  const right = Math.min(raster.width, Math.ceil(Math.max(...xs)) + spare);
  const bottom = Math.min(raster.height, Math.ceil(Math.max(...ys)) + spare);
  return { left, top, width: right - left, height: bottom - top };
}

/** Averages what a crop covers down to about the crop's scale, so that fine detail doesn't turn into noise. */
function nearScale(raster: Raster, toPicture: Similarity, crop: Size, spread: number): [Raster, Similarity] {
  const { a, b, tx, ty } = toPicture;
  const factor = Math.round(Math.hypot(a, b) / spread);
  if (factor < 2) return [raster, toPicture];
  const region = regionOf(raster, toPicture, crop, 2 * factor);
  if (region.width < factor || region.height < factor) return [raster, toPicture];
  const near = { a: a / factor, b: b / factor, tx: (tx - region.left) / factor, ty: (ty - region.top) / factor };
  return [shrinkRegion(raster, region, factor), near];
}

/** Interpolates one channel between four pixels. Everything outside the picture is black, as in dlib's chips. */
function blend({ data, width, height }: Raster, x: number, y: number, channel: number): number {
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const at = (column: number, row: number) =>
    column < 0 || row < 0 || column >= width || row >= height
      ? 0
      : (data[(row * width + column) * CHANNELS + channel] as number);
  const upper = at(x0, y0) + (at(x0 + 1, y0) - at(x0, y0)) * (x - x0);
  const lower = at(x0, y0 + 1) + (at(x0 + 1, y0 + 1) - at(x0, y0 + 1)) * (x - x0);
  return upper + (lower - upper) * (y - y0);
}

/** The place of a crop in a larger array of pixels, which have 3 values from 0 to 255 each. */
export interface Target extends Size {
  out: Float32Array | Uint8ClampedArray;
  /** Index of the first value. */
  offset: number;
  /** Values from one row to the next. */
  stride: number;
}

/**
 * Cuts a rectangle out of the picture, rotated and scaled: averaged down to about its scale, then bilinear. It is the
 * engine's only resampler, and its inner loop is the hottest of our own code.
 * @param toPicture from the crop's pixels to the picture's; pixel centers are at halves
 * @param spread how many of the picture's pixels one pixel of the crop may span without averaging
 */
export function cut(raster: Raster, toPicture: Similarity, target: Target, spread = 1): void {
  // The loop checks that all four pixels are within the picture; a check for each element would cost time.
  const { width, height, out, offset, stride } = target;
  const [source, { a, b, tx, ty }] = nearScale(raster, toPicture, target, spread);
  const { data, width: columns, height: rows } = source;
  const below = columns * CHANNELS;
  for (let v = 0; v < height; v++) {
    let x = a * 0.5 - b * (v + 0.5) + tx - 0.5;
    let y = b * 0.5 + a * (v + 0.5) + ty - 0.5;
    for (let u = 0, to = offset + v * stride; u < width; u++, to += CHANNELS, x += a, y += b) {
      if (x >= 0 && y >= 0 && x < columns - 1 && y < rows - 1) {
        const x0 = x | 0;
        const y0 = y | 0;
        const fx = x - x0;
        const fy = y - y0;
        const lowerRight = fx * fy;
        const lowerLeft = fy - lowerRight;
        const upperRight = fx - lowerRight;
        const upperLeft = 1 - fx - lowerLeft;
        const upper = (y0 * columns + x0) * CHANNELS;
        const lower = upper + below;
        out[to] =
          upperLeft * (data[upper] as number) +
          upperRight * (data[upper + 3] as number) +
          lowerLeft * (data[lower] as number) +
          lowerRight * (data[lower + 3] as number);
        out[to + 1] =
          upperLeft * (data[upper + 1] as number) +
          upperRight * (data[upper + 4] as number) +
          lowerLeft * (data[lower + 1] as number) +
          lowerRight * (data[lower + 4] as number);
        out[to + 2] =
          upperLeft * (data[upper + 2] as number) +
          upperRight * (data[upper + 5] as number) +
          lowerLeft * (data[lower + 2] as number) +
          lowerRight * (data[lower + 5] as number);
      } else {
        for (let c = 0; c < CHANNELS; c++) out[to + c] = blend(source, x, y, c);
      }
    }
  }
}

/** Cuts a square out of the picture, into its place among the squares that follow one another in `out`. */
export function cutSquare(raster: Raster, toPicture: Similarity, size: number, out: Float32Array, index: number): void {
  const stride = size * CHANNELS;
  cut(raster, toPicture, { width: size, height: size, out, offset: index * size * stride, stride });
}

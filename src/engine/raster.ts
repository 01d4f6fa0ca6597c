/** A picture as pixels: 3 bytes (red, green, blue) each, row by row. */
export interface Raster {
  data: Uint8Array;
  width: number;
  height: number;
}

/** A similarity transform, from the pixels of a crop to those of the picture: x' = a·x - b·y + tx, y' = b·x + a·y + ty. */
export interface Similarity {
  a: number;
  b: number;
  tx: number;
  ty: number;
}

export const CHANNELS = 3;

interface Region {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Averages blocks of `factor` × `factor` pixels of a region; what is left over at its right and lower edge is dropped. */
function shrinkRegion(raster: Raster, { left, top, right, bottom }: Region, factor: number): Raster {
  const width = Math.floor((right - left) / factor);
  const height = Math.floor((bottom - top) / factor);
  const data = new Uint8Array(width * height * CHANNELS);
  const source = raster.data;
  const stride = raster.width * CHANNELS;
  const share = 1 / (factor * factor);
  for (let y = 0, target = 0; y < height; y++) {
    for (let x = 0; x < width; x++, target += CHANNELS) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (
        let dy = 0, row = (top + y * factor) * stride + (left + x * factor) * CHANNELS;
        dy < factor;
        dy++, row += stride
      ) {
        for (let dx = 0, at = row; dx < factor; dx++, at += CHANNELS) {
          red += source[at];
          green += source[at + 1];
          blue += source[at + 2];
        }
      }
      data[target] = red * share + 0.5;
      data[target + 1] = green * share + 0.5;
      data[target + 2] = blue * share + 0.5;
    }
  }
  return { data, width, height };
}

/** The least region that holds a crop of `width` × `height` pixels, cut off at the picture's edges. */
function regionOf(raster: Raster, { a, b, tx, ty }: Similarity, width: number, height: number, spare: number): Region {
  const xs = [tx, tx + a * width, tx - b * height, tx + a * width - b * height];
  const ys = [ty, ty + b * width, ty + a * height, ty + b * width + a * height];
  return {
    left: Math.max(0, Math.floor(Math.min(...xs)) - spare),
    top: Math.max(0, Math.floor(Math.min(...ys)) - spare),
    right: Math.min(raster.width, Math.ceil(Math.max(...xs)) + spare),
    bottom: Math.min(raster.height, Math.ceil(Math.max(...ys)) + spare),
  };
}

/** What the crop covers of the picture, averaged down to about the crop's scale, so that no fine detail turns into noise. */
function nearScale(
  raster: Raster,
  toPicture: Similarity,
  width: number,
  height: number,
  spread: number,
): [Raster, Similarity] {
  const { a, b, tx, ty } = toPicture;
  const factor = Math.round(Math.hypot(a, b) / spread);
  if (factor < 2) return [raster, toPicture];
  const region = regionOf(raster, toPicture, width, height, 2 * factor);
  if (region.right - region.left < factor || region.bottom - region.top < factor) return [raster, toPicture];
  const near = { a: a / factor, b: b / factor, tx: (tx - region.left) / factor, ty: (ty - region.top) / factor };
  return [shrinkRegion(raster, region, factor), near];
}

/** The value of one channel between four pixels; what lies outside the picture is black, as in dlib's chips. */
function blend({ data, width, height }: Raster, x: number, y: number, channel: number): number {
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const at = (column: number, row: number) =>
    column < 0 || row < 0 || column >= width || row >= height ? 0 : data[(row * width + column) * CHANNELS + channel];
  const upper = at(x0, y0) + (at(x0 + 1, y0) - at(x0, y0)) * (x - x0);
  const lower = at(x0, y0 + 1) + (at(x0 + 1, y0 + 1) - at(x0, y0 + 1)) * (x - x0);
  return upper + (lower - upper) * (y - y0);
}

/** Where in a larger array of pixels (3 values from 0 to 255 each) a crop goes. */
export interface Target {
  width: number;
  height: number;
  out: Float32Array;
  offset: number;
  /** Values from one row to the next. */
  stride: number;
}

/**
 * Cuts a rectangle out of the picture, rotated and scaled: averaged down to about its scale, then bilinear. It is the one
 * resampler of the engine, and its inner loop is the hottest of our own code.
 * @param toPicture from the crop's pixels to the picture's; pixel centres lie at halves
 * @param spread how many of the picture's pixels one of the crop may span without averaging
 */
export function cut(
  raster: Raster,
  toPicture: Similarity,
  { width, height, out, offset, stride }: Target,
  spread = 1,
): void {
  const [source, { a, b, tx, ty }] = nearScale(raster, toPicture, width, height, spread);
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
          upperLeft * data[upper] +
          upperRight * data[upper + 3] +
          lowerLeft * data[lower] +
          lowerRight * data[lower + 3];
        out[to + 1] =
          upperLeft * data[upper + 1] +
          upperRight * data[upper + 4] +
          lowerLeft * data[lower + 1] +
          lowerRight * data[lower + 4];
        out[to + 2] =
          upperLeft * data[upper + 2] +
          upperRight * data[upper + 5] +
          lowerLeft * data[lower + 2] +
          lowerRight * data[lower + 5];
      } else {
        for (let c = 0; c < CHANNELS; c++) out[to + c] = blend(source, x, y, c);
      }
    }
  }
}

/** Cuts a square, one of several that stand one behind another in `out`. */
export function cutSquare(raster: Raster, toPicture: Similarity, size: number, out: Float32Array, index: number): void {
  cut(raster, toPicture, {
    width: size,
    height: size,
    out,
    offset: index * size * size * CHANNELS,
    stride: size * CHANNELS,
  });
}

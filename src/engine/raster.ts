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

/** How many pixels of the picture one pixel of the crop spans. */
const scaleOf = ({ a, b }: Similarity) => Math.hypot(a, b);

/**
 * Averages blocks of `factor` × `factor` pixels of a part of the picture. `left` and `top` say where the result's first
 * block begins.
 */
function shrinkRegion(raster: Raster, left: number, top: number, right: number, bottom: number, factor: number): Raster {
  const width = Math.floor((right - left) / factor);
  const height = Math.floor((bottom - top) / factor);
  const data = new Uint8Array(width * height * CHANNELS);
  const sums = new Uint32Array(width * CHANNELS);
  const area = factor * factor;
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let dy = 0; dy < factor; dy++) {
      let source = ((top + y * factor + dy) * raster.width + left) * CHANNELS;
      for (let target = 0; target < sums.length; target += CHANNELS) {
        for (let dx = 0; dx < factor; dx++, source += CHANNELS) {
          sums[target] += raster.data[source];
          sums[target + 1] += raster.data[source + 1];
          sums[target + 2] += raster.data[source + 2];
        }
      }
    }
    for (let i = 0, target = y * sums.length; i < sums.length; i++, target++) data[target] = (sums[i] + area / 2) / area;
  }
  return { data, width, height };
}

/** The part of the picture that a crop covers, with a pixel to spare, shrunk to about the crop's scale. */
function nearScale(raster: Raster, toPicture: Similarity, size: number): [Raster, Similarity] {
  const factor = Math.floor(scaleOf(toPicture));
  if (factor < 2) return [raster, toPicture];
  const { a, b, tx, ty } = toPicture;
  const xs = [tx, tx + a * size, tx - b * size, tx + (a - b) * size];
  const ys = [ty, ty + b * size, ty + a * size, ty + (a + b) * size];
  const left = Math.max(0, Math.floor(Math.min(...xs)) - factor);
  const top = Math.max(0, Math.floor(Math.min(...ys)) - factor);
  const right = Math.min(raster.width, Math.ceil(Math.max(...xs)) + factor);
  const bottom = Math.min(raster.height, Math.ceil(Math.max(...ys)) + factor);
  if (right - left < factor || bottom - top < factor) return [raster, toPicture];
  const shrunk = shrinkRegion(raster, left, top, right, bottom, factor);
  return [shrunk, { a: a / factor, b: b / factor, tx: (tx - left) / factor, ty: (ty - top) / factor }];
}

/** Bilinear; what lies outside the picture is black, as in dlib's chips. */
function addSample(raster: Raster, x: number, y: number, weight: number, out: Float32Array, at: number): void {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = x - x0;
  const fy = y - y0;
  for (let dy = 0; dy < 2; dy++) {
    const row = y0 + dy;
    if (row < 0 || row >= raster.height) continue;
    for (let dx = 0; dx < 2; dx++) {
      const column = x0 + dx;
      if (column < 0 || column >= raster.width) continue;
      const share = (dx ? fx : 1 - fx) * (dy ? fy : 1 - fy) * weight;
      const source = (row * raster.width + column) * CHANNELS;
      out[at] += share * raster.data[source];
      out[at + 1] += share * raster.data[source + 1];
      out[at + 2] += share * raster.data[source + 2];
    }
  }
}

/**
 * Cuts a square out of the picture, rotated and scaled. A part larger than the crop is averaged down to its scale first,
 * so that no detail turns into noise; between one and two pixels a side, four samples are averaged.
 * @param toPicture from the crop's pixels to the picture's; pixel centres lie at halves
 * @param size of the crop, in pixels
 * @param out receives size × size × 3 values from 0 to 255, from `offset` on
 */
export function cutSquare(raster: Raster, toPicture: Similarity, size: number, out: Float32Array, offset: number): void {
  const [source, { a, b, tx, ty }] = nearScale(raster, toPicture, size);
  const samples = Math.hypot(a, b) > 1 ? 2 : 1;
  const weight = 1 / (samples * samples);
  out.fill(0, offset, offset + size * size * CHANNELS);
  for (let v = 0, at = offset; v < size; v++) {
    for (let u = 0; u < size; u++, at += CHANNELS) {
      for (let i = 0; i < samples * samples; i++) {
        const su = u + ((i % samples) + 0.5) / samples;
        const sv = v + (Math.floor(i / samples) + 0.5) / samples;
        addSample(source, a * su - b * sv + tx - 0.5, b * su + a * sv + ty - 0.5, weight, out, at);
      }
    }
  }
}

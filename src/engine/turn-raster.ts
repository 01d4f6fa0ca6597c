import type { Quarters } from './contract';
import type { Raster } from './raster';
import { CHANNELS } from './raster';

/** Turns a picture clockwise. The picture that is given stays as it is. */
export function turnRaster(raster: Raster, quarters: Quarters): Raster {
  const { data, width, height } = raster;
  if (quarters === 0) return raster;
  const turned = new Uint8Array(data.length);
  // Where the first pixel goes, and how far its right and its lower neighbor are from there, in pixels.
  const [first, right, below] = {
    1: [height - 1, height, -1],
    2: [width * height - 1, -1, -width],
    3: [(width - 1) * height, -height, 1],
  }[quarters] as [number, number, number];
  let from = 0;
  for (let y = 0; y < height; y++) {
    let to = (first + y * below) * CHANNELS;
    for (let x = 0; x < width; x++, from += CHANNELS, to += right * CHANNELS) {
      // The casts say what the sizes ensure: every pixel has a place.
      turned[to] = data[from] as number;
      turned[to + 1] = data[from + 1] as number;
      turned[to + 2] = data[from + 2] as number;
    }
  }
  return quarters === 2 ? { data: turned, width, height } : { data: turned, width: height, height: width };
}

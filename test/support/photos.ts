import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';

const folder = path.join(path.dirname(require.resolve('face-api.js/package.json')), 'demo');

/** One of the six photos that come with face-api.js: 3, 3, 3, 4, 5 and 4 faces, from real cameras, EXIF with GPS included. */
export const samplePhoto = (number: number): Buffer => readFileSync(path.join(folder, `sample${number}.jpg`));

/** A face in a sample photo: left, top, width, height, in pixels. */
export type Place = readonly [sample: number, left: number, top: number, width: number, height: number];

/** One woman, who is in two of the photos. */
export const ADA_IN_SAMPLE_1: Place = [1, 1475, 198, 201, 237];
export const ADA_IN_SAMPLE_3: Place = [3, 1073, 215, 222, 295];
/** The other two of sample 1. */
export const BEA: Place = [1, 411, 354, 181, 238];
export const CLEO: Place = [1, 837, 418, 192, 224];

/** A photo of one face alone, cut out with a margin around it. */
export function cropFace([sample, left, top, width, height]: Place, margin = 0.4): Promise<Buffer> {
  const around = {
    left: left - width * margin,
    top: top - height * margin,
    width: width * (1 + 2 * margin),
    height: height * (1 + 2 * margin),
  };
  const { left: x, top: y, width: w, height: h } = around;
  return sharp(samplePhoto(sample))
    .extract({
      left: Math.max(0, Math.round(x)),
      top: Math.max(0, Math.round(y)),
      width: Math.round(w),
      height: Math.round(h),
    })
    .jpeg()
    .toBuffer();
}

/** A picture without any face. */
export const facelessPhoto = (width = 640, height = 480): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: '#7aa35c' } })
    .jpeg()
    .toBuffer();

/** A multipart form, as a browser would send it. */
export function photoForm(
  files: ReadonlyArray<readonly [name: string, bytes: Uint8Array]>,
  fields: Record<string, string> = {},
): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  for (const [name, bytes] of files)
    form.append('file', new Blob([new Uint8Array(bytes)], { type: 'image/jpeg' }), name);
  return form;
}

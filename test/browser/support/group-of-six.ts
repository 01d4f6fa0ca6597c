import sharp from 'sharp';
import type { Gallery } from '../../../src/gallery/galleries';
import type { TestApp } from '../../support/app';
import type { Browser } from '../../support/browser';
import { elementAt } from '../../support/elements';
import { addPhotosOf } from '../../support/people';
import { samplePhoto } from '../../support/photos';
import { recognize } from '../../support/results';

/** Six faces: those of sample photo 3, and below them those of sample 1. */
async function photoOfSix(): Promise<Buffer> {
  const [width, height] = [900, 500];
  const halves = await Promise.all(
    [3, 1].map((number) => sharp(samplePhoto(number)).rotate().resize(width, height, { fit: 'contain' }).toBuffer()),
  );
  return sharp({ create: { width, height: 2 * height, channels: 3, background: 'gray' } })
    .composite(halves.map((input, i) => ({ input, left: 0, top: i * height })))
    .jpeg()
    .toBuffer();
}

/** A descriptor at a distance of another one, in a direction of its own. */
function awayFrom(descriptor: Float32Array, distance: number, direction: number): Float32Array {
  return descriptor.map((value, i) => (i === direction ? value + distance : value));
}

/**
 * Recognizes a photo of six faces: the first, third and fifth are questions, the second and fourth are sure, the sixth is unknown.
 * @returns the result's address
 */
export async function recognizeSix(app: TestApp, browser: Browser, gallery: Gallery): Promise<string> {
  const result = new URL((await recognize(browser, await photoOfSix())).url).pathname;
  const faces = (await app.services.recognitions.facesOf([result.split('/').at(-1) ?? ''])).values().next().value ?? [];
  for (const [i, [name, distance]] of (
    [
      ['Ada', 0.58],
      ['Bea', 0.3],
      ['Cleo', 0.58],
      ['Dora', 0.3],
      ['Eve', 0.58],
    ] as const
  ).entries())
    await addPhotosOf(app, gallery, name, [{ descriptor: awayFrom(elementAt(faces, i).face.descriptor, distance, i) }]);
  return result;
}

import { expect } from 'chai';
import sharp from 'sharp';
import { decodePhoto } from '../../src/engine/decode';
import type { Raster } from '../../src/engine/raster';
import { pngChunk } from '../support/odd-photos';
import { samplePhoto } from '../support/photos';
import { randomFrom } from '../support/random';
import { rejection } from '../support/rejection';

const LIMITS = { photoMegapixels: 50 };
const photo = () => sharp(samplePhoto(1)).resize(480);
const cut = (bytes: Buffer, count: number) => bytes.subarray(0, bytes.length - count);
const withTail = (bytes: Buffer) => Buffer.concat([bytes, Buffer.from('junk that an app left here'.repeat(20))]);
const insert = (bytes: Buffer, at: number, ...stray: number[]) =>
  Buffer.concat([bytes.subarray(0, at), Buffer.from(stray), bytes.subarray(at)]);
const markerIn = (jpeg: Buffer, marker: number) => jpeg.indexOf(Buffer.from([0xff, marker]));
function changed(bytes: Buffer, change: (copy: Buffer) => void): Buffer {
  const copy = Buffer.from(bytes);
  change(copy);
  return copy;
}

const [DHT, SOS, EOI] = [0xc4, 0xda, 0xd9];
/** An app's data whose length is too short: the rest, with a thumbnail in it, is between two segments. */
const APP_TOO_SHORT = [0xff, 0xe5, 0, 5, 1, 2, 3, 4, 0xff, 0xd8, 0xff, 0xe0, 9, 9, 0xff, 0xd9, 9];

type Damage = readonly [what: string, damage: (whole: Buffer) => Buffer];

const JPEG_TAKEN: readonly Damage[] = [
  ['one byte missing at the end', (jpeg) => cut(jpeg, 1)],
  ['two bytes missing at the end', (jpeg) => cut(jpeg, 2)],
  ['200 bytes missing at the end', (jpeg) => cut(jpeg, 200)],
  ['junk behind its end', withTail],
  ['stray bytes before its scan', (jpeg) => insert(jpeg, markerIn(jpeg, SOS), 0, 7, 0xff, 0, 1)],
  ['stray bytes before a table', (jpeg) => insert(jpeg, markerIn(jpeg, DHT), 1, 2, 3)],
  ['stray bytes before its end mark', (jpeg) => insert(jpeg, jpeg.lastIndexOf(Buffer.from([0xff, EOI])), 0, 0, 0)],
  ['data of an app with a wrong length', (jpeg) => insert(jpeg, 2, ...APP_TOO_SHORT)],
];
/** Cameras of Samsung say that a scan has coefficients 0 to 0. */
const SAMSUNG: Damage = [
  'the scan parameters of Samsung’s cameras',
  (jpeg) => changed(jpeg, (copy) => copy.fill(0, markerIn(copy, SOS) + 11, markerIn(copy, SOS) + 14)),
];

const OTHERS_TAKEN: Record<'png' | 'webp' | 'gif', readonly Damage[]> = {
  png: [
    ['no end mark', (png) => cut(png, 12)],
    ['200 bytes missing at the end', (png) => cut(png, 200)],
    ['junk behind its end', withTail],
    [
      'a wrong checksum of a text',
      (png) =>
        Buffer.concat([
          png.subarray(0, 33),
          changed(pngChunk('tEXt', Buffer.from('Title\0A photo')), (chunk) => chunk.fill(0, chunk.length - 4)),
          png.subarray(33),
        ]),
    ],
  ],
  webp: [
    ['a length that is too large', (webp) => changed(webp, (copy) => copy.writeUInt32LE(webp.length + 5000, 4))],
    ['a length that is too small', (webp) => changed(webp, (copy) => copy.writeUInt32LE(webp.length - 2000, 4))],
    ['one byte missing at the end', (webp) => cut(webp, 1)],
    ['100 bytes missing at the end', (webp) => cut(webp, 100)],
    ['junk behind its end', withTail],
    ['half of its EXIF missing', (webp) => Buffer.concat([webp, Buffer.from('EXIF\xff\0\0\0half of it', 'latin1')])],
  ],
  gif: [
    ['no trailer', (gif) => cut(gif, 1)],
    ['200 bytes missing at the end', (gif) => cut(gif, 200)],
    ['junk behind its end', withTail],
    ['half a second frame', (gif) => Buffer.concat([cut(gif, 1), gif.subarray(781, 3000)])],
  ],
};

async function differenceOf({ data }: Raster, whole: Raster): Promise<number> {
  expect(data.length).to.equal(whole.data.length);
  return data.reduce((sum, value, i) => sum + Math.abs(value - (whole.data[i] ?? 0)), 0) / data.length;
}

/** Expects that a photo with some damage looks like the whole one, but for less than people notice. */
const expectTaken = async (whole: Buffer, [, damage]: Damage) =>
  expect(await differenceOf(await decodePhoto(damage(whole), LIMITS), await decodePhoto(whole, LIMITS))).to.be.below(
    1.5,
  );
const expectRefused = async (file: Buffer, what?: string) =>
  expect((await rejection(decodePhoto(file, LIMITS))).message, what).to.equal('The photo is damaged or incomplete.');

describe('decodePhoto of a damaged photo', () => {
  describe('takes what browsers show', () => {
    for (const progressive of [false, true])
      for (const damage of progressive
        ? JPEG_TAKEN.filter(([what]) => !what.includes('its end mark'))
        : [...JPEG_TAKEN, SAMSUNG])
        it(`a ${progressive ? 'progressive ' : ''}JPEG with ${damage[0]}`, async () =>
          expectTaken(await photo().jpeg({ progressive }).toBuffer(), damage));

    for (const format of ['png', 'webp', 'gif'] as const)
      for (const damage of OTHERS_TAKEN[format])
        it(`a ${format.toUpperCase()} with ${damage[0]}`, async () =>
          expectTaken(await photo().toFormat(format).toBuffer(), damage));
  });

  for (const [format, file] of Object.entries({
    JPEG: () => photo().jpeg(),
    'progressive JPEG': () => photo().jpeg({ progressive: true }),
    PNG: () => photo().png(),
    WebP: () => photo().webp(),
    GIF: () => photo().gif(),
    AVIF: () => photo().avif({ effort: 0 }),
    TIFF: () => photo().tiff(),
  }))
    it(`refuses a ${format} of which people would miss a part`, async () => {
      const whole = await file().toBuffer();
      // The last scans of a progressive JPEG bring details that nobody misses.
      for (const share of format.startsWith('progressive') ? [0.9, 0.7] : [0.5, 0.2, 0.1])
        await expectRefused(cut(whole, Math.round(whole.length * share)), `${share}`);
    });

  it('refuses most JPEGs that one wrong byte garbles, and nearly none that show nothing of it', async () => {
    const jpeg = await photo().jpeg().toBuffer();
    const whole = await decodePhoto(jpeg, LIMITS);
    const scan = markerIn(jpeg, SOS) + 14;
    const random = randomFrom(7);
    const [garbled, fine] = [[] as boolean[], [] as boolean[]];
    for (let i = 0; i < 80; i++) {
      const wrong = changed(jpeg, (copy) => {
        const at = scan + Math.floor(random() * (jpeg.length - scan - 2));
        copy.writeUInt8(copy.readUInt8(at) ^ (1 << Math.floor(random() * 8)), at);
      });
      const shown = await sharp(wrong, { failOn: 'none' }).raw().toBuffer();
      const raster = { data: shown, width: whole.width, height: whole.height };
      const isTaken = await decodePhoto(wrong, LIMITS).then(
        () => true,
        () => false,
      );
      ((await differenceOf(raster, whole)) > 3 ? garbled : fine).push(isTaken);
    }
    const shareTaken = (taken: readonly boolean[]) => taken.filter(Boolean).length / taken.length;
    expect(garbled.length).to.be.above(20);
    expect(shareTaken(garbled)).to.be.below(0.4);
    expect(shareTaken(fine)).to.be.above(0.9);
  });
});

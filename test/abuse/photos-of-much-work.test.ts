import { expect } from 'chai';
import sharp from 'sharp';
import { decodePhoto } from '../../src/engine/decode';
import { av1Part, gridPart, heif, hevcPart, layersPart, longReferences, many } from '../support/costly-heifs';
import { blackPngParts, deepPng, manyDirectories, manyFrames, manyScans, repeated } from '../support/costly-photos';
import { gridHeic } from '../support/heic-boxes';
import { pngChunk } from '../support/odd-photos';
import { rejection } from '../support/rejection';

const LIMITS = { photoMegapixels: 50 };
const TOO_DEMANDING = 'This photo takes too much work to open. Please save it as an ordinary JPEG and try again.';
/** The largest side of a square of 49 megapixels, in blocks of 8 pixels. */
const SIDE = 875;
const MOST_BYTES = 14_000_000;
const GRID_49 = gridPart(14, 14, [7000, 7000]);

const small = () => sharp({ create: { width: 64, height: 64, channels: 3, background: 'gray' } });
const into = (file: Buffer, at: number, part: readonly number[]) =>
  Buffer.concat([file.subarray(0, at), repeated(Buffer.from(part), MOST_BYTES), file.subarray(at)]);
const BLACK = blackPngParts(8, 8, false);

/** A table of Huffman codes with one code. */
const TABLE = [0xff, 0xc4, 0, 20, 0, 1, ...Array<number>(15).fill(0), 0];
const EMPTY_TEXT_OF_GIF = [0x21, 0xfe, 0];
const EMPTY_CHUNK_OF_WEBP = [...Buffer.from('JUNK'), 0, 0, 0, 0];

/** A part of an app without anything in it. */
const EMPTY_PART = [0xff, 0xed, 0, 2];

const REFUSED: Record<string, () => Buffer | Promise<Buffer>> = {
  'abuse 93: a JPEG of 49 megapixels with 2,660 scans': () => manyScans(SIDE, 2660),
  'abuse 93: a JPEG of 49 megapixels with 60 scans': () => manyScans(SIDE, 60),
  'abuse 93: a small JPEG with 200 scans': () => manyScans(8, 200),
  'abuse 103: an interlaced PNG of 49 megapixels with 16 bits': () => deepPng(7000, 7000),
  'abuse 150: a JPEG with millions of empty parts of apps': async () =>
    into(await small().jpeg().toBuffer(), 20, EMPTY_PART),
  'abuse 124: a JPEG with millions of restarts': async () => {
    const jpeg = await small().jpeg().toBuffer();
    return into(jpeg, jpeg.length - 2, [0xff, 0xd0]);
  },
  'abuse 152: a HEIC of 31 × 31 tiles that claims 1,000 × 1,000': () =>
    gridHeic({ columns: 31, rows: 31, claims: [1000, 1000] }),
  'abuse 152: a HEIC of 100 × 1 tiles that claims one of them': () =>
    gridHeic({ columns: 100, rows: 1, claims: [256, 320] }),
  'abuse 152: an AVIF of 49 megapixels in tiles that share their bytes': async () => {
    const { data, ...tile } = await av1Part(512, 512);
    return heif('avif', [...many({ ...tile, data: Buffer.concat([data, Buffer.alloc(50_000)]) }, 196), GRID_49]);
  },
  'abuse 152: a HEIC grid of grids': () =>
    heif('heic', [...many(hevcPart(), 4), gridPart(2, 2, [512, 640]), gridPart(1, 1, [512, 640], 5)]),
  'abuse 152: a HEIC with 20 layers': () => {
    const layers = many(hevcPart(), 20);
    return heif('heic', [
      ...layers,
      layersPart(
        'iovl',
        layers.map((_, i) => i + 1),
        [256, 320],
      ),
    ]);
  },
  'abuse 152: a small AVIF with an alpha channel of a megapixel': async () =>
    heif('avif', [{ ...(await av1Part(1000, 1000)), alphaOf: 2 }, await av1Part(64, 64)]),
  'abuse 152: an AVIF whose tiles have alpha channels that are larger than they are': async () => {
    const alpha = await av1Part(1000, 1000);
    const alphas = Array.from({ length: 4 }, (_, i) => ({ ...alpha, alphaOf: i + 1 }));
    return heif('avif', [...many(await av1Part(512, 512), 4), ...alphas, gridPart(2, 2, [1000, 1000])]);
  },
  'abuse 152: a HEIC with a million references': () => longReferences(MOST_BYTES),
};

const TAKEN: Record<string, () => Buffer | Promise<Buffer>> = {
  'abuse 152: a HEIC of 8 × 6 tiles that reach beyond its edges, with an alpha channel': () =>
    heif('heic', [...many(hevcPart(), 48), { ...hevcPart(), alphaOf: 50 }, gridPart(8, 6, [1800, 1650])]),
  'abuse 152: an AVIF of 49 megapixels in 14 × 14 tiles that reach beyond its edges': async () =>
    heif('avif', [...many(await av1Part(512, 512), 196), GRID_49]),
  'abuse 152: a HEIC of tiles that are larger than its picture': () =>
    heif('heic', [...many(hevcPart(), 4), gridPart(2, 2, [257, 321])]),
  'abuse 152: a HEIC of tiles that are taken over from other pictures': () =>
    heif('heic', [
      ...many(hevcPart(), 4),
      ...[1, 2, 3, 4].map((part) => layersPart('iden', [part], [256, 320])),
      gridPart(2, 2, [512, 640], 5),
    ]),
  'abuse 152: a HEIC with two layers, taken over by another item': () =>
    heif('heic', [...many(hevcPart(), 2), layersPart('iovl', [1, 2], [256, 320]), layersPart('iden', [3], [256, 320])]),
  'abuse 93: a JPEG with 20 scans': () => manyScans(32, 20),
  'abuse 123: a JPEG with 700,000 tables': async () => into(await small().jpeg().toBuffer(), 20, TABLE),
  'abuse 124: a JPEG with 14 million fill bytes': async () => into(await small().jpeg().toBuffer(), 20, [0xff]),
  'abuse 93: a WebP with 90,000 frames': () => manyFrames(90_000),
  'abuse 93: a WebP with a million chunks': async () => {
    const webp = into(await manyFrames(1), 30, EMPTY_CHUNK_OF_WEBP);
    webp.writeUInt32LE(webp.length - 8, 4);
    return webp;
  },
  'abuse 126: a GIF with millions of texts': async () => {
    const gif = await small().gif().toBuffer();
    return into(gif, 13 + 3 * 2 ** ((gif.readUInt8(10) & 7) + 1), EMPTY_TEXT_OF_GIF);
  },
  'abuse 127: a TIFF with 100,000 pages': () => manyDirectories(100_000),
  'abuse 125: a PNG with a million texts': () =>
    Buffer.concat([
      BLACK.head,
      repeated(pngChunk('tEXt', Buffer.from('a\0')), MOST_BYTES),
      pngChunk('IDAT', BLACK.pixels),
      BLACK.end,
    ]),
  'abuse 125: a PNG with a million empty parts of its pixels, and no end': () =>
    Buffer.concat([
      BLACK.head,
      repeated(pngChunk('IDAT', Buffer.alloc(0)), MOST_BYTES),
      pngChunk('IDAT', BLACK.pixels),
    ]),
};

describe('decodePhoto of a photo that would take far more than honest ones', () => {
  for (const [what, make] of Object.entries(REFUSED))
    it(`${what} is refused before it is decoded`, async () => {
      expect((await rejection(decodePhoto(await make(), LIMITS))).message).to.equal(TOO_DEMANDING);
    });

  for (const [what, make] of Object.entries(TAKEN))
    it(`${what} is taken, with no more work than the picture needs`, async () => {
      expect((await decodePhoto(await make(), LIMITS)).width).to.be.within(1, 2016);
    });
});

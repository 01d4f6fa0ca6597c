import { expect } from 'chai';
import sharp, { type Sharp } from 'sharp';
import { decodePhoto } from '../../src/engine/decode';
import type { Raster } from '../../src/engine/raster';
import { makeBmp } from '../support/bmp';
import { gridHeic, heicPhoto } from '../support/heic-boxes';
import { samplePhoto } from '../support/photos';
import { rejection } from '../support/rejection';

const LIMITS = { photoMegapixels: 50 };
const WIDTH = 256;
const HEIGHT = 320;

/** What the HEIC photos show, from sample photo 1. */
const truth = () =>
  sharp(samplePhoto(1))
    .extract({ left: 339, top: 259, width: 325, height: 406 })
    .resize(WIDTH, HEIGHT, { fit: 'fill' });

/** The mean difference of two pictures of the same size, from 0 to 255. */
async function differenceOf({ data, width, height }: Raster, expected: Sharp): Promise<number> {
  const { data: other, info } = await expected
    .clone()
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect([width, height]).to.deep.equal([info.width, info.height]);
  return data.reduce((sum, value, i) => sum + Math.abs(value - (other[i] ?? 0)), 0) / data.length;
}

const expectShown = async (file: Uint8Array, expected: Sharp, most = 4) =>
  expect(await differenceOf(await decodePhoto(file, LIMITS), expected)).to.be.below(most);
const refusalOf = async (file: Uint8Array, limits = LIMITS) => (await rejection(decodePhoto(file, limits))).message;

describe('decodePhoto', () => {
  describe('of a HEIC', () => {
    for (const name of ['bea', 'bea-10bit'] as const)
      it(`decodes ${name}`, () => expectShown(heicPhoto(name), truth()));

    it('makes transparent parts white', async () => {
      const { data } = await decodePhoto(heicPhoto('bea-alpha'), LIMITS);
      expect(Math.min(...data.subarray(0, WIDTH * 3 * 16))).to.be.above(250);
    });

    it('puts a grid of tiles together, as iPhones store photos, and cuts it to its size', async () => {
      const tile = await truth().png().toBuffer();
      const wide = sharp(tile).extend({ right: WIDTH, extendWith: 'repeat' });
      const grid = sharp(await wide.png().toBuffer()).extract({ left: 0, top: 0, width: 500, height: 300 });
      await expectShown(gridHeic({ columns: 2, rows: 1, claims: [500, 300] }), grid);
    });

    for (const [turns, degrees] of [
      [1, 270],
      [2, 180],
      [3, 90],
    ] as const)
      it(`turns it upright by ${turns} quarters`, () => expectShown(gridHeic({ turns }), truth().rotate(degrees)));

    it('mirrors it', async () => {
      await expectShown(gridHeic({ mirrored: true }), sharp(await truth().png().toBuffer()).flop());
    });

    it('takes the main picture of a burst, and knows it by any brand', () =>
      expectShown(gridHeic({ pictures: 5, brand: 'mif1' }), truth()));

    it('converts its colors to sRGB by its profile', async () => {
      const { icc } = await sharp(await truth().withIccProfile('p3').jpeg().toBuffer()).metadata();
      const asP3 = sharp(await truth().png().toBuffer()).raw();
      const { data } = await asP3.toBuffer({ resolveWithObject: true });
      const shown = await decodePhoto(gridHeic({ profile: icc ?? Buffer.alloc(0) }), LIMITS);
      // Colors of the larger P3 are stronger in sRGB's numbers.
      const spread = (pixels: Uint8Array) =>
        pixels.reduce((sum, value, i) => (i % 3 ? sum : sum + value - (pixels[i + 2] ?? 0)), 0);
      expect(spread(shown.data)).to.be.above(spread(data) * 1.03);
    });

    it('refuses one that is too large by its header, or has too many pictures, or is cut or garbled', async () => {
      expect(await refusalOf(gridHeic({ claims: [30_000, 30_000] }))).to.equal(
        'The photo has more than 50 megapixels.',
      );
      expect(await refusalOf(gridHeic({ columns: 4, rows: 4 }), { photoMegapixels: 1 })).to.equal(
        'The photo has more than 1 megapixels.',
      );
      expect(await refusalOf(gridHeic({ claims: [30_000, 1] }))).to.equal(
        'One side of the photo is longer than 20000 pixels.',
      );
      expect(await refusalOf(gridHeic({ pictures: 5000 }))).to.equal('The photo is damaged or incomplete.');
      expect(await refusalOf(heicPhoto('bea').subarray(0, 300))).to.equal('The photo is damaged or incomplete.');
      expect(await refusalOf(heicPhoto('bea').subarray(0, 2000))).to.equal('The photo is damaged or incomplete.');
    });
  });

  describe('of a BMP', () => {
    let gray: Uint8Array;
    let picture: Sharp;
    before(async () => {
      const { data } = await truth().greyscale().toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
      gray = data;
      picture = sharp(Buffer.from([...gray].flatMap((value) => [value, value, value])), {
        raw: { width: WIDTH, height: HEIGHT, channels: 3 },
      });
    });
    /** How far the levels of so many bits are from the picture's. */
    const PRECISION: Record<number, number> = { 1: 80, 4: 6, 8: 1, 16: 6, 24: 1, 32: 1 };

    for (const bits of [1, 4, 8, 16, 24, 32] as const)
      for (const topDown of [false, true])
        it(`decodes ${bits} bits, ${topDown ? 'upper' : 'lower'} row first`, () =>
          expectShown(makeBmp(gray, WIDTH, HEIGHT, { bits, topDown }), picture, PRECISION[bits]));

    for (const bits of [4, 8] as const)
      it(`decodes runs of ${bits} bits`, () =>
        expectShown(makeBmp(gray, WIDTH, HEIGHT, { bits, runs: true }), picture, PRECISION[bits]));

    it('decodes OS/2’s', () => expectShown(makeBmp(gray, WIDTH, HEIGHT, { bits: 8, core: true }), picture, 1));

    it('refuses what is too large by its header, ends early, or holds another format', async () => {
      const bmp = (more: object = {}) => makeBmp(gray, WIDTH, HEIGHT, { bits: 8, ...more });
      expect(await refusalOf(bmp({ claims: [19_999, 19_999] }))).to.equal('The photo has more than 50 megapixels.');
      expect(await refusalOf(bmp({ claims: [30_000, 1] }))).to.equal(
        'One side of the photo is longer than 20000 pixels.',
      );
      expect(await refusalOf(bmp({ claims: [0, 5] }))).to.equal('The photo is damaged or incomplete.');
      for (const length of [40, 500, 50_000])
        expect(await refusalOf(bmp().subarray(0, length))).to.equal('The photo is damaged or incomplete.');
      const png = bmp();
      png.writeUInt32LE(5, 30);
      expect(await refusalOf(png)).to.equal('This kind of BMP can’t be read. Please save the photo as JPEG first.');
    });
  });

  it('reads AVIF, GIF and TIFF in many codings, and HEIC, whatever they are named', async () => {
    const photo = sharp(await truth().png().toBuffer());
    const files: Record<string, Sharp> = {
      AVIF: photo.clone().avif({ effort: 0, quality: 70 }),
      '10-bit AVIF': photo.clone().avif({ effort: 0, quality: 70, bitdepth: 10 }),
      GIF: photo.clone().gif(),
      'LZW TIFF': photo.clone().tiff({ compression: 'lzw' }),
      'JPEG in TIFF': photo.clone().tiff({ compression: 'jpeg', quality: 95 }),
      'tiled TIFF': photo.clone().tiff({ tile: true, tileWidth: 64, tileHeight: 64, compression: 'deflate' }),
      'large TIFF': photo.clone().tiff({ bigtiff: true }),
      '16-bit TIFF': photo.clone().toColourspace('rgb16').tiff(),
      'float TIFF': photo.clone().toColourspace('scrgb').tiff(),
    };
    for (const [kind, file] of Object.entries(files))
      expect(await differenceOf(await decodePhoto(await file.toBuffer(), LIMITS), photo), kind).to.be.below(6);
  });

  it('takes the first page of a TIFF and the first frame of a GIF', async () => {
    const frames = Buffer.concat([Buffer.alloc(64 * 64 * 3, 200), Buffer.alloc(64 * 64 * 3, 20)]);
    const two = sharp(frames, { raw: { width: 64, height: 128, channels: 3, pageHeight: 64 } });
    for (const file of [await two.clone().gif().toBuffer(), await two.clone().tiff().toBuffer()]) {
      expect((await sharp(file).metadata()).pages).to.equal(2);
      const { data, width, height } = await decodePhoto(file, LIMITS);
      expect([width, height]).to.deep.equal([64, 64]);
      expect(Math.abs((data[0] ?? 0) - 200)).to.be.below(8);
    }
  });

  it('refuses a TIFF with tiles far larger than its picture, or thousands of channels', async () => {
    expect(await refusalOf(await bombTiff(322, 60_000, 323))).to.equal('The photo is damaged or incomplete.');
    expect(await refusalOf(await bombTiff(277, 60_000))).to.be.oneOf([
      'The photo is damaged or incomplete.',
      'This kind of TIFF can’t be read. Please save the photo as JPEG first.',
    ]);
  });

  it('lets libvips decode nothing but these formats', async () => {
    for (const text of ['<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', 'P5 1 1 255 a', '%PDF-1.7\n'])
      expect((await rejection(sharp(Buffer.from(text)).metadata())).message, text).to.match(
        /unsupported image format|blocked/,
      );
  });
});

/** A TIFF of 64 × 64 pixels with one more tag or two. */
async function bombTiff(...[tag, value, other]: [number, number, number?]): Promise<Buffer> {
  const tags: Array<[number, number]> = [
    [256, 64],
    [257, 64],
    [258, 8],
    [259, 1],
    [262, 1],
    [277, 1],
    [278, 64],
    [279, 4096],
  ];
  const given = new Map(tags).set(273, 400).set(tag, value);
  if (other) given.set(other, value).set(324, 400).set(325, 4096);
  const file = Buffer.alloc(400 + 4096);
  file.write('II*\0');
  file.writeUInt32LE(8, 4);
  file.writeUInt16LE(given.size, 8);
  for (const [i, [name, number]] of [...given].sort(([a], [b]) => a - b).entries()) {
    file.writeUInt16LE(name, 10 + i * 12);
    file.writeUInt16LE(4, 12 + i * 12);
    file.writeUInt32LE(1, 14 + i * 12);
    file.writeUInt32LE(number, 18 + i * 12);
  }
  return file;
}

import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32, createDeflate } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { makeBmp } from './bmp';
import { samplePhoto } from './photos';

// Makes pictures that no camera makes, and files that aren't pictures.

const gray = (width: number, height: number) => sharp({ create: { width, height, channels: 3, background: 'gray' } });

/** A small JPEG whose header claims another size. */
export async function claimingJpeg(width: number, height: number): Promise<Buffer> {
  const jpeg = await gray(8, 8).jpeg().toBuffer();
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0])); // SOF0: marker, length, precision, height, width
  jpeg.writeUInt16BE(height, frame + 5);
  jpeg.writeUInt16BE(width, frame + 7);
  return jpeg;
}

/** A chunk of a PNG with its checksum. */
export function pngChunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** A whole black PNG with one bit for a pixel: some hundred kilobytes for 900 megapixels. Its rows are never in memory together. */
export async function blackPng(width: number, height: number): Promise<Buffer> {
  const row = Buffer.alloc(1 + Math.ceil(width / 8));
  const rows = Readable.from(Array.from({ length: height }, () => row));
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header[8] = 1; // bits; the rest of the header is 0: grayscale, Deflate, no interlacing
  const pixels = await buffer(rows.pipe(createDeflate({ level: 9 })));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    pngChunk('IHDR', header),
    pngChunk('IDAT', pixels),
    pngChunk('IEND', new Uint8Array()),
  ]);
}

const box = (brand: string, other: string) =>
  Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from(`ftyp${brand}\0\0\0\0${brand}${other}`), Buffer.alloc(500)]);

/** A file of each kind that other apps take for a photo, and this one doesn't, and a HEIC that has no picture. */
export const otherKinds = () => ({
  SVG: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
  HEIC: box('heic', 'mif1'),
  PDF: Buffer.from('%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n'),
  MP4: box('isom', 'mp41'),
  CR2: Buffer.concat([Buffer.from('II*\0\x10\0\0\0CR\x02\0'), Buffer.alloc(500)]),
  JXL: Buffer.from('\xff\x0a\x01\x02', 'latin1'),
});

/** Sample photo 1, half as wide, in every way of writing pixels that the app takes. */
export async function oddEncodings(): Promise<Record<string, Buffer>> {
  const photo = sharp(samplePhoto(1)).resize(960);
  return {
    grayscale: await photo.clone().greyscale().jpeg().toBuffer(),
    CMYK: await photo.clone().toColourspace('cmyk').jpeg().toBuffer(),
    '16 bits': await photo.clone().toColourspace('rgb16').png().toBuffer(),
    transparent: await photo.clone().ensureAlpha(0.9).png().toBuffer(),
    WebP: await photo.clone().webp().toBuffer(),
    GIF: await photo.clone().gif().toBuffer(),
    TIFF: await photo.clone().tiff({ compression: 'lzw' }).toBuffer(),
    AVIF: await photo.clone().avif({ effort: 0 }).toBuffer(),
    BMP: await bmpOf(photo.clone()),
  };
}

async function bmpOf(picture: Sharp): Promise<Buffer> {
  const { data, info } = await picture.greyscale().toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  return makeBmp(data, info.width, info.height, { bits: 24 });
}

// By orientation: how the camera stores the picture, so that EXIF's orientation makes it upright (EXIF 2.32, tag 274).
const TURNED: Record<number, (picture: Sharp) => Sharp> = {
  1: (picture) => picture,
  2: (picture) => picture.flop(),
  3: (picture) => picture.rotate(180),
  4: (picture) => picture.flip(),
  5: (picture) => picture.flop().rotate(270),
  6: (picture) => picture.rotate(270),
  7: (picture) => picture.flop().rotate(90),
  8: (picture) => picture.rotate(90),
};

/** Sample photo 1, 960 × 640, as a camera held in each of eight ways stores it. */
export async function orientedPhotos(): Promise<ReadonlyArray<readonly [orientation: number, jpeg: Buffer]>> {
  const upright = await sharp(samplePhoto(1)).resize(960).png().toBuffer();
  return Promise.all(
    Object.entries(TURNED).map(async ([orientation, turn]) => {
      const turned = await turn(sharp(upright)).png().toBuffer();
      const jpeg = await sharp(turned)
        .withMetadata({ orientation: Number(orientation) })
        .jpeg({ quality: 95 })
        .toBuffer();
      return [Number(orientation), jpeg] as const;
    }),
  );
}

/** A photo with EXIF that says where it was taken, and by whom. */
export const photoWithPlace = (photo: Uint8Array): Promise<Buffer> =>
  sharp(photo)
    .withExif({
      IFD0: { Artist: 'Hidden Artist', Copyright: 'Hidden Copyright' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '51/1 30/1 0/1', GPSLongitudeRef: 'W', GPSLongitude: '0/1 7/1 0/1' },
    })
    .jpeg()
    .toBuffer();

/** An animated WebP of two frames: a picture of 256 × 256, and black. */
export async function animation(picture: Uint8Array): Promise<Buffer> {
  const first = await sharp(picture).resize({ width: 256, height: 256, fit: 'cover' }).removeAlpha().raw().toBuffer();
  const frames = Buffer.concat([first, Buffer.alloc(first.length)]);
  return sharp(frames, { raw: { width: 256, height: 512, channels: 3, pageHeight: 256 } })
    .webp()
    .toBuffer();
}

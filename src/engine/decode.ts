import sharp, { type Metadata } from 'sharp';
import * as errors from '../errors';
import { readProfile } from './color-profile';
import type { Picture } from './contract';
import { type Readable, type ReadLimits, readPhoto } from './formats/read-photo';
import { kindOf } from './photo-kinds';
import type { Raster } from './raster';
import type { PhotoLimits } from './worker-messages';

/**
 * Longest side of a stored picture: half that of a 12-megapixel photo. A face that is too small here is too small in
 * the original, too.
 */
const MAX_SIDE = 2016;
/**
 * Longest side of an accepted photo. No camera makes longer ones, and a strip one pixel wide would shrink to nothing.
 */
const MAX_SIDE_ACCEPTED = 20_000;
const MEGAPIXEL = 1_000_000;
/** Red, green, blue, alpha, and black of CMYK with alpha. Some TIFFs have thousands, each as large as the picture. */
const MAX_CHANNELS = 5;
/**
 * The most that a decoder may need for the picture, for each pixel that a photo may have: 16 bits of red, green, blue and alpha. That is
 * 400 MB for 50 megapixels.
 */
const MAX_BYTES_PER_PIXEL = 8;
/** Small photos may have any form. */
const FREE_BYTES = 64_000_000;
/** By what libvips calls the samples; an interlaced or progressive picture is held as a whole, and takes twice as much. */
const SAMPLE_BYTES: Record<string, number> = {
  uchar: 1,
  char: 1,
  ushort: 2,
  short: 2,
  uint: 4,
  int: 4,
  float: 4,
  double: 8,
};
/** Optimized coding would save 1% of the bytes and take 2.5 times as long. */
const JPEG = { quality: 90, optimiseCoding: false };

// libvips has dozens of loaders; untrusted bytes reach only these.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'].map((loader) => `VipsForeignLoad${loader}`),
});
sharp.cache(false); // no two requests decode the same photo

/** @throws photoTooManyPixels, photoTooLong */
function checkSize(width: number, height: number, { photoMegapixels }: PhotoLimits): void {
  if (width * height > photoMegapixels * MEGAPIXEL) throw errors.photoTooManyPixels(photoMegapixels);
  if (Math.max(width, height) > MAX_SIDE_ACCEPTED) throw errors.photoTooLong(MAX_SIDE_ACCEPTED);
}

/** @throws photoTooDemanding */
function checkMemory(bytes: number, { photoMegapixels }: PhotoLimits): void {
  if (bytes > Math.max(photoMegapixels * MEGAPIXEL * MAX_BYTES_PER_PIXEL, FREE_BYTES)) throw errors.photoTooDemanding();
}

/**
 * Reads and checks a header, which decodes no pixel.
 * @throws photoDamaged, photoUnusual, and what the limits throw
 */
async function readHeader(
  { bytes, format, damage }: Readable,
  { checkSize, checkMemory }: ReadLimits,
): Promise<Metadata> {
  const header = await sharp(bytes, { limitInputPixels: false, failOn: damage === 'accepted' ? 'none' : 'warning' })
    .metadata()
    .catch(() => undefined);
  if (header?.format !== format) throw errors.photoDamaged();
  checkSize(header.width, header.height);
  const { width, height, channels = MAX_CHANNELS, depth = 'uchar', isProgressive } = header;
  if (channels > MAX_CHANNELS) throw errors.photoUnusual(format.toUpperCase());
  checkMemory(width * height * channels * (SAMPLE_BYTES[depth] ?? 16) * (isProgressive ? 2 : 1));
  return header;
}

/** Returns what converts the pixels to sRGB once the picture is shrunk; undefined when libvips has to do it before. */
const converterFor = ({ icc, space, depth }: Metadata) =>
  icc && space === 'srgb' && depth === 'uchar' ? readProfile(icc) : undefined;

/**
 * Decodes untrusted bytes to an upright sRGB picture of limited size. The format is told by the bytes, and the size is
 * checked in the header, before any pixel is decoded. An animation becomes its first frame, and of several pages or
 * pictures the first or main one is taken; transparent parts become white. Damage that browsers show nothing of is
 * mended.
 * @throws photoEmpty, photoUnsupported, photoKindUnsupported, photoUnusual, photoDamaged, photoTooManyPixels,
 *   photoTooLong, photoTooDemanding
 */
export async function decodePhoto(bytes: Uint8Array, limits: PhotoLimits): Promise<Raster> {
  if (bytes.length === 0) throw errors.photoEmpty();
  const kind = kindOf(bytes);
  if (!kind) throw errors.photoUnsupported();
  if ('other' in kind) throw errors.photoKindUnsupported(kind.other, kind.remedy);
  const checks: ReadLimits = {
    megapixels: limits.photoMegapixels,
    checkSize: (width, height) => checkSize(width, height, limits),
    checkMemory: (held) => checkMemory(held, limits),
  };
  const photo = await readPhoto(bytes, kind.photo, checks);
  const convert = converterFor(await readHeader(photo, checks));
  try {
    const { data, info } = await sharp(photo.bytes, {
      failOn: photo.damage === 'accepted' ? 'none' : 'warning',
      sequentialRead: true,
      limitInputPixels: limits.photoMegapixels * MEGAPIXEL,
      ignoreIcc: convert !== undefined,
    })
      .autoOrient()
      .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    convert?.(data);
    return { data, width: info.width, height: info.height };
  } catch {
    throw errors.photoDamaged();
  }
}

/** Encodes a picture for storage, so that nothing but the pixels of the original file remains. */
export async function encodePicture({ data, width, height }: Raster): Promise<Picture> {
  const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg(JPEG)
    .toBuffer();
  return { jpeg, width, height };
}

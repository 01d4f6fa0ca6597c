import sharp, { type Metadata } from 'sharp';
import * as errors from '../errors';
import type { Readable, ReadLimits } from './formats/read-photo';
import type { PhotoLimits } from './worker-messages';

/**
 * Longest side of an accepted photo. No camera makes longer ones, and a strip one pixel wide would shrink to nothing.
 */
const MAX_SIDE_ACCEPTED = 20_000;
export const MEGAPIXEL = 1_000_000;
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
export async function readHeader(
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

/** Returns the checks that a photo has to pass before any of its pixels are decoded. */
export const checksOf = (limits: PhotoLimits): ReadLimits => ({
  megapixels: limits.photoMegapixels,
  checkSize: (width, height) => checkSize(width, height, limits),
  checkMemory: (held) => checkMemory(held, limits),
});

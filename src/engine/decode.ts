import sharp, { type Metadata } from 'sharp';
import * as errors from '../errors';
import type { Picture } from './contract';
import type { Raster } from './raster';

/** The limits of a photo that is taken. */
export interface PhotoLimits {
  photoMegapixels: number;
}

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
/** Optimized coding would save 1% of the bytes and take 2.5 times as long. */
const JPEG = { quality: 90, optimiseCoding: false };

// libvips has dozens of loaders; untrusted bytes reach only these three.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp'] });
sharp.cache(false); // no two requests decode the same photo

const FORMATS: readonly string[] = ['jpeg', 'png', 'webp'];

/** @throws photoDamaged, photoUnsupported */
async function readHeader(bytes: Uint8Array): Promise<Metadata> {
  const header = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  if (!header?.format || !FORMATS.includes(header.format)) {
    throw looksLikePhoto(bytes) ? errors.photoDamaged() : errors.photoUnsupported();
  }
  return header;
}

/** Returns whether a file begins like a JPEG, PNG or WebP. If it can't be read then, it is damaged, not unsupported. */
function looksLikePhoto(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  return (
    start.startsWith('\xff\xd8\xff') ||
    start.startsWith('\x89PNG') ||
    (start.startsWith('RIFF') && start.endsWith('WEBP'))
  );
}

/**
 * Decodes untrusted bytes to an upright sRGB picture of limited size. The size is checked in the header, before any
 * pixel is decoded. An animation becomes its first frame; transparent parts become white.
 * @throws photoEmpty, photoUnsupported, photoDamaged, photoTooManyPixels, photoTooLong
 */
export async function decodePhoto(bytes: Uint8Array, limits: PhotoLimits): Promise<Raster> {
  if (bytes.length === 0) throw errors.photoEmpty();
  const { width = 0, height = 0 } = await readHeader(bytes);
  if (width * height > limits.photoMegapixels * MEGAPIXEL) throw errors.photoTooManyPixels(limits.photoMegapixels);
  if (Math.max(width, height) > MAX_SIDE_ACCEPTED) throw errors.photoTooLong(MAX_SIDE_ACCEPTED);
  try {
    const { data, info } = await sharp(bytes, {
      failOn: 'warning',
      sequentialRead: true,
      limitInputPixels: limits.photoMegapixels * MEGAPIXEL,
    })
      .autoOrient()
      .resize({ width: MAX_SIDE, height: MAX_SIDE, fit: 'inside', withoutEnlargement: true })
      .flatten({ background: 'white' })
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
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

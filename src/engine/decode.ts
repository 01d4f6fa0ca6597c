import sharp, { type Metadata } from 'sharp';
import * as errors from '../errors';
import type { Picture } from './contract';
import type { Raster } from './raster';

export interface PhotoLimits {
  photoMegapixels: number;
}

/** Longest side of what is read, kept and shown: half a 12-megapixel photo's. A face that is too small here is too small to be told apart in the original. */
const MAX_SIDE = 2016;
/** Longest side accepted: no camera's picture is longer, and a strip of one pixel would shrink to nothing. */
const MAX_SIDE_ACCEPTED = 20_000;
const MEGAPIXEL = 1_000_000;
/** Optimised coding would save 1 % of the bytes for 2.5 times the work. */
const JPEG = { quality: 90, optimiseCoding: false };

// Untrusted bytes meet these three loaders and no other of libvips' dozens.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp'] });
sharp.cache(false); // no two requests read the same photo

const FORMATS: readonly string[] = ['jpeg', 'png', 'webp'];

async function readHeader(bytes: Uint8Array): Promise<Metadata> {
  const header = await sharp(bytes, { limitInputPixels: false })
    .metadata()
    .catch(() => undefined);
  if (!header?.format || !FORMATS.includes(header.format)) {
    throw looksLikePhoto(bytes) ? errors.photoDamaged() : errors.photoUnsupported();
  }
  return header;
}

/** Whether the file begins as a JPEG, PNG or WebP does: then it is a damaged one, and not one of another kind. */
function looksLikePhoto(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  return (
    start.startsWith('\xff\xd8\xff') ||
    start.startsWith('\x89PNG') ||
    (start.startsWith('RIFF') && start.endsWith('WEBP'))
  );
}

/**
 * Decodes untrusted bytes to an upright sRGB picture of bounded size. Its size is checked in the header, before any pixel
 * is decoded. Of an animation, the first picture counts; transparent parts become white.
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

/** The picture as it is kept: encoded anew, so that nothing of the original file but its pixels lives on. */
export async function encodePicture({ data, width, height }: Raster): Promise<Picture> {
  const jpeg = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg(JPEG)
    .toBuffer();
  return { jpeg, width, height };
}

import sharp, { type Metadata } from 'sharp';
import * as errors from '../errors';
import { readProfile } from './color-profile';
import type { Picture, UploadedPhoto } from './contract';
import type { PictureWanted } from './descriptor-network';
import { readPhoto } from './formats/read-photo';
import { checksOf, MEGAPIXEL, readHeader } from './photo-header';
import { kindOf } from './photo-kinds';
import type { Raster } from './raster';
import type { PhotoLimits } from './worker-messages';

/**
 * Longest side of most stored pictures: half that of a 12-megapixel photo. A face that is too small here is too small in
 * the original, too.
 */
const MAX_SIDE = 2016;
/**
 * Pictures that are more than twice as long as wide, as panoramas, may be longer: up to this, and as large as one of 2:1. Otherwise their
 * faces would be smaller than those of other photos.
 */
const MAX_LENGTH = 4 * MAX_SIDE;
/** Optimized coding would save 1% of the bytes and take 2.5 times as long. */
const JPEG = { quality: 90, optimiseCoding: false };
/** A picture hash shrinks it to 32 pixels, so its hash is that of the whole picture, but for a bit or two. */
const SMALL_SIDE = 256;
const SMALL_FIT = { fit: 'inside', withoutEnlargement: true } as const;

// libvips has dozens of loaders; untrusted bytes reach only these.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Tiff', 'Heif'].map((loader) => `VipsForeignLoad${loader}`),
});
sharp.cache(false); // no two requests decode the same photo

/** Returns how long the longer side of the stored picture may be, in pixels. */
function lengthFor({ width, height }: Metadata): number {
  const shape = Math.max(width, height) / Math.min(width, height);
  return Math.min(MAX_LENGTH, Math.round(MAX_SIDE * Math.sqrt(Math.max(1, shape / 2))));
}

/** Returns what converts the pixels to sRGB once the picture is shrunk; undefined when libvips has to do it before. */
const converterFor = ({ icc, space, depth }: Metadata) =>
  icc && space === 'srgb' && depth === 'uchar' ? readProfile(icc) : undefined;

/** A photo whose header has been read and checked. */
export interface OpenPhoto {
  /** Its size upright, in pixels. */
  size: Pick<UploadedPhoto, 'width' | 'height'>;
  /** How many times as long and wide the photo is as the picture that is stored of it; at least 1. */
  detail: number;
  /**
   * Decodes it to an upright sRGB picture of limited size.
   * @param times how many times as long and wide as the stored picture it may be
   * @throws photoDamaged
   */
  decode(times?: number): Promise<Raster>;
}

/**
 * Reads the header of untrusted bytes. The format is told by the bytes, and the size is checked in the header, before any pixel is decoded. An
 * animation becomes its first frame, and of several pages or pictures the first or main one is taken; transparent parts become white. Damage
 * that browsers show nothing of is mended.
 * @param isStored whether it is a stored picture, which keeps its size: the rounded length of a panorama would give it another one
 * @throws photoEmpty, photoUnsupported, photoKindUnsupported, photoUnusual, photoDamaged, photoTooManyPixels,
 *   photoTooLong, photoTooDemanding
 */
export async function openPhoto(bytes: Uint8Array, limits: PhotoLimits, isStored = false): Promise<OpenPhoto> {
  if (bytes.length === 0) throw errors.photoEmpty();
  const kind = kindOf(bytes);
  if (!kind) throw errors.photoUnsupported();
  if ('other' in kind) throw errors.photoKindUnsupported(kind.other, kind.remedy);
  const checks = checksOf(limits);
  const photo = await readPhoto(bytes, kind.photo, checks);
  const header = await readHeader(photo, checks);
  const convert = converterFor(header);
  const length = isStored ? MAX_LENGTH : lengthFor(header);
  return {
    size: { width: header.autoOrient.width, height: header.autoOrient.height },
    detail: Math.max(1, Math.max(header.width, header.height) / length),
    async decode(times = 1) {
      try {
        const { data, info } = await sharp(photo.bytes, {
          failOn: photo.damage === 'accepted' ? 'none' : 'warning',
          sequentialRead: true,
          limitInputPixels: limits.photoMegapixels * MEGAPIXEL,
          ignoreIcc: convert !== undefined,
        })
          .autoOrient()
          .resize({
            width: Math.round(times * length),
            height: Math.round(times * length),
            fit: 'inside',
            withoutEnlargement: true,
          })
          .flatten({ background: 'white' })
          .toColourspace('srgb')
          .raw({ depth: 'uchar' })
          .toBuffer({ resolveWithObject: true });
        convert?.(data);
        return { data, width: info.width, height: info.height };
      } catch {
        throw errors.photoDamaged();
      }
    },
  };
}

/** Decodes untrusted bytes to the picture that is stored of them. @throws what `openPhoto` and `decode` throw */
export const decodePhoto = async (bytes: Uint8Array, limits: PhotoLimits): Promise<Raster> =>
  (await openPhoto(bytes, limits)).decode();

/** Encodes a picture for storage, so that nothing but the pixels of the original file remains; a small one, or none, if no more is wanted. */
export async function encodePicture(
  { data, width, height }: Raster,
  wanted: PictureWanted = 'whole',
): Promise<Picture> {
  if (wanted === 'none') return { jpeg: new Uint8Array(0), width, height };
  const whole = sharp(data, { raw: { width, height, channels: 3 } });
  const shown = wanted === 'small' ? whole.resize(SMALL_SIDE, SMALL_SIDE, SMALL_FIT) : whole;
  return { jpeg: await shown.jpeg(JPEG).toBuffer(), width, height };
}

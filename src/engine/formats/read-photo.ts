import * as errors from '../../errors';
import type { DecodedKind } from '../photo-kinds';
import { bareTiff } from './bare-tiff';
import { decodeBmp } from './bmp';
import { examineJpeg } from './examine-jpeg';
import { decodeHeic } from './heic';
import { checkItems } from './heif-effort';
import { checkScans } from './jpeg-effort';
import { firstFrameOf } from './mend-gif';
import { isHarmlesslyCutPng, plainPng } from './mend-png';
import { firstPageOf } from './mend-tiff';
import { mendWebp } from './mend-webp';

/** A photo in a form that libvips reads. */
export interface Readable {
  bytes: Uint8Array;
  /** The format as sharp names it. */
  format: 'jpeg' | 'png' | 'webp' | 'gif' | 'tiff' | 'heif';
  /** Whether any fault that libvips finds refuses the photo, or has been looked at here and nobody would see it. */
  damage: 'refused' | 'accepted';
}

/** The limits for decoders other than libvips. */
export interface ReadLimits {
  megapixels: number;
  /** Throws when a picture of this size is too large. */
  checkSize(width: number, height: number): void;
  /** Throws when so many bytes at once are too many. */
  checkMemory(bytes: number): void;
}

/** @throws photoDamaged, photoTooDemanding, and what `checkSize` throws */
function readJpeg(bytes: Uint8Array, checkSize: ReadLimits['checkSize']): Readable {
  checkScans(bytes, checkSize);
  const jpeg = examineJpeg(bytes, checkSize);
  if (jpeg.state === 'damaged') throw errors.photoDamaged();
  return { bytes: jpeg.bytes, format: 'jpeg', damage: jpeg.state === 'whole' ? 'accepted' : 'refused' };
}

/** @throws what `checkSize` throws */
async function readPng(file: Uint8Array, checkSize: ReadLimits['checkSize']): Promise<Readable> {
  const bytes = plainPng(file);
  return { bytes, format: 'png', damage: (await isHarmlesslyCutPng(bytes, checkSize)) ? 'accepted' : 'refused' };
}

/** @throws photoDamaged */
function readGif(bytes: Uint8Array): Readable {
  const frame = firstFrameOf(bytes);
  if (!frame) throw errors.photoDamaged();
  return { bytes: frame, format: 'gif', damage: 'accepted' };
}

/**
 * Brings a photo into a form that libvips reads. What libvips can't decode is decoded here, in plain JavaScript or
 * WebAssembly.
 * @throws photoDamaged, photoUnusual, photoTooDemanding, and what `checkSize` and `checkMemory` throw
 */
export async function readPhoto(
  bytes: Uint8Array,
  kind: DecodedKind,
  { megapixels, checkSize, checkMemory }: ReadLimits,
): Promise<Readable> {
  switch (kind) {
    case 'heic':
      checkItems(bytes, { megapixels, checkSize });
      return { bytes: bareTiff(decodeHeic(bytes, megapixels, checkSize)), format: 'tiff', damage: 'refused' };
    case 'bmp':
      return { bytes: bareTiff(decodeBmp(bytes, checkSize)), format: 'tiff', damage: 'refused' };
    case 'avif':
      checkItems(bytes, { megapixels, checkSize });
      return { bytes, format: 'heif', damage: 'refused' };
    case 'jpeg':
      return readJpeg(bytes, checkSize);
    case 'png':
      return readPng(bytes, checkSize);
    case 'webp':
      return { bytes: mendWebp(bytes), format: kind, damage: 'refused' };
    case 'gif':
      return readGif(bytes);
    case 'tiff':
      return { bytes: firstPageOf(bytes, checkMemory), format: kind, damage: 'refused' };
  }
}

import * as errors from '../../errors';
import type { Pixels } from './bare-tiff';
import { type Libheif, startLibheif } from './libheif';

// heif_image.h
const COLORSPACE_RGB = 1;
const CHROMA_RGB = 10;
const CHROMA_RGBA = 11;
const CHANNEL_INTERLEAVED = 10;

// heif_error.h
const UNSUPPORTED = [3, 4];
const OUT_OF_MEMORY = 6;

/** An error's code, its subcode and the address of its text. */
const ERROR_BYTES = 12;
const POINTER_BYTES = 4;
/** Profiles of phones have some hundred bytes, those of printers some megabytes. */
const MAX_PROFILE_BYTES = 4_000_000;
/** Bytes of memory for each pixel: YUV with up to 16 bits, and RGB. */
const BYTES_PER_PIXEL = 12;
const BASE_BYTES = 64_000_000;
const MEGAPIXEL = 1_000_000;

/** @throws photoUnusual, photoTooManyPixels, photoDamaged */
function check(code: number | undefined, megapixels: number): void {
  if (code === 0) return;
  if (code === OUT_OF_MEMORY) throw errors.photoTooManyPixels(megapixels);
  if (code !== undefined && UNSUPPORTED.includes(code)) throw errors.photoUnusual('HEIC');
  throw errors.photoDamaged();
}

function profileOf(heif: Libheif, handle: number, error: number): Uint8Array | undefined {
  const size = heif._heif_image_handle_get_raw_color_profile_size(handle);
  if (size === 0 || size > MAX_PROFILE_BYTES) return undefined;
  const at = heif._malloc(size);
  heif._heif_image_handle_get_raw_color_profile(error, handle, at);
  return heif.HEAP32[error / POINTER_BYTES] === 0 ? heif.HEAPU8.slice(at, at + size) : undefined;
}

/**
 * Decodes the main picture of a HEIC, upright: its own rotation is applied, and EXIF's, which must say the same, isn't.
 * The pixels lie in memory that is freed with them.
 * @param checkSize gets the size that the header says, before any pixel is decoded, and throws when it is too large
 * @throws photoDamaged, photoUnusual, photoTooManyPixels, and what `checkSize` throws
 */
export function decodeHeic(
  bytes: Uint8Array,
  megapixels: number,
  checkSize: (width: number, height: number) => void,
): Pixels {
  const heif = startLibheif(BASE_BYTES + bytes.length + megapixels * MEGAPIXEL * BYTES_PER_PIXEL);
  const error = heif._malloc(ERROR_BYTES);
  const result = heif._malloc(POINTER_BYTES);
  const resultOf = () => heif.HEAP32[result / POINTER_BYTES] ?? 0;
  const attempt = () => check(heif.HEAP32[error / POINTER_BYTES], megapixels);

  const file = heif._malloc(bytes.length);
  heif.HEAPU8.set(bytes, file);
  const context = heif._heif_context_alloc();
  heif._heif_context_set_maximum_image_size_limit(context, Math.ceil(Math.sqrt(megapixels * MEGAPIXEL)));
  heif._heif_context_read_from_memory_without_copy(error, context, file, bytes.length, 0);
  attempt();
  heif._heif_context_get_primary_image_handle(error, context, result);
  attempt();
  const handle = resultOf();
  checkSize(heif._heif_image_handle_get_width(handle), heif._heif_image_handle_get_height(handle));
  const profile = profileOf(heif, handle, error);
  const hasAlpha = heif._heif_image_handle_has_alpha_channel(handle) !== 0;
  heif._heif_decode_image(error, handle, result, COLORSPACE_RGB, hasAlpha ? CHROMA_RGBA : CHROMA_RGB, 0);
  attempt();
  const image = resultOf();
  const width = heif._heif_image_get_width(image, CHANNEL_INTERLEAVED);
  const height = heif._heif_image_get_height(image, CHANNEL_INTERLEAVED);
  checkSize(width, height);
  const at = heif._heif_image_get_plane_readonly(image, CHANNEL_INTERLEAVED, result);
  const stride = resultOf();
  const data = heif.HEAPU8.subarray(at, at + stride * height);
  return { width, height, channels: hasAlpha ? 4 : 3, stride, data, ...(profile && { profile }) };
}

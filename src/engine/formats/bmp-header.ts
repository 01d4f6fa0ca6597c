import * as errors from '../../errors';

/** Where a color is in a pixel of 16 or 32 bits. */
export interface ColorMask {
  mask: number;
  shift: number;
  /** The largest value, 0 when there is no such color. */
  max: number;
}

export type BmpCompression = 'none' | 'rle8' | 'rle4';

/** What a BMP's headers say, checked. */
export interface BmpHeader {
  width: number;
  height: number;
  /** Whether the first row is the upper one. */
  topDown: boolean;
  bits: 1 | 2 | 4 | 8 | 16 | 24 | 32;
  compression: BmpCompression;
  /** Red, green, blue and alpha, for 16 and 32 bits. */
  masks: readonly [ColorMask, ColorMask, ColorMask, ColorMask];
  /** Blue, green, red for each color; empty without a palette. */
  palette: ReadonlyArray<readonly [blue: number, green: number, red: number]>;
  pixelsAt: number;
}

const FILE_HEADER = 14;
const CORE_HEADER = 12;
const INFO_HEADER = 40;
/** From this size on, the masks are in the header itself. */
const HEADER_WITH_MASKS = 52;
const HEADER_WITH_ALPHA = 56;

const MASKS_555 = [0x7c00, 0x3e0, 0x1f, 0];
const MASKS_888 = [0xff0000, 0xff00, 0xff, 0];
const RGB = 0;
const RLE8 = 1;
const RLE4 = 2;
const BITFIELDS = 3;
const ALPHA_BITFIELDS = 6;

function toColorMask(mask: number): ColorMask {
  const shift = mask === 0 ? 0 : 31 - Math.clz32(mask & -mask);
  return { mask, shift, max: mask >>> shift };
}

function compressionOf(code: number, bits: number): BmpCompression {
  if (code === RGB && [1, 2, 4, 8, 16, 24, 32].includes(bits)) return 'none';
  if (code === RLE8 && bits === 8) return 'rle8';
  if (code === RLE4 && bits === 4) return 'rle4';
  if ((code === BITFIELDS || code === ALPHA_BITFIELDS) && (bits === 16 || bits === 32)) return 'none';
  throw errors.photoUnusual('BMP'); // a JPEG or PNG inside, or codings of OS/2
}

/**
 * Reads the headers of a BMP, of Windows from 2.0 to today and OS/2.
 * @throws photoDamaged, photoUnusual
 */
export function readBmpHeader(bytes: Uint8Array): BmpHeader {
  try {
    return readHeaders(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  } catch (error) {
    if (error instanceof RangeError) throw errors.photoDamaged(); // the file ends within its headers
    throw error;
  }
}

function readHeaders(view: DataView): BmpHeader {
  const size = view.getUint32(FILE_HEADER, true);
  const isCore = size === CORE_HEADER;
  const at = (offset: number) => FILE_HEADER + offset;
  const width = isCore ? view.getUint16(at(4), true) : view.getInt32(at(4), true);
  const signedHeight = isCore ? view.getUint16(at(6), true) : view.getInt32(at(8), true);
  const bits = view.getUint16(at(isCore ? 10 : 14), true) as BmpHeader['bits'];
  const code = size >= 20 ? view.getUint32(at(16), true) : RGB;
  const compression = compressionOf(code, bits);
  if (width <= 0 || signedHeight === 0) throw errors.photoDamaged();

  const hasFields = code === BITFIELDS || code === ALPHA_BITFIELDS;
  const hasAlpha = code === ALPHA_BITFIELDS || size >= HEADER_WITH_ALPHA;
  const maskAt = (i: number) => view.getUint32(at(INFO_HEADER) + i * 4, true);
  const fields = hasFields ? [maskAt(0), maskAt(1), maskAt(2), hasAlpha ? maskAt(3) : 0] : undefined;
  const [red = 0, green = 0, blue = 0, alpha = 0] = fields ?? (bits === 16 ? MASKS_555 : MASKS_888);

  const extraMasks = hasFields && size < HEADER_WITH_MASKS ? (code === ALPHA_BITFIELDS ? 16 : 12) : 0;
  const paletteAt = at(size) + extraMasks;
  const claimed = size >= 36 ? view.getUint32(at(32), true) : 0;
  const most = bits <= 8 ? 2 ** bits : 0;
  const pixelsOffset = view.getUint32(10, true);
  const entryBytes = isCore ? 3 : 4;
  // Some writers leave out colors that no pixel has.
  const room = pixelsOffset > paletteAt ? Math.floor((pixelsOffset - paletteAt) / entryBytes) : most;
  const colors = Math.min(most, claimed || most, room);
  const palette = Array.from({ length: colors }, (_, i) => {
    const entry = paletteAt + i * entryBytes;
    return [view.getUint8(entry), view.getUint8(entry + 1), view.getUint8(entry + 2)] as const;
  });
  const pixelsAt = Math.max(pixelsOffset, paletteAt + colors * entryBytes);
  const masks = [toColorMask(red), toColorMask(green), toColorMask(blue), toColorMask(alpha)] as const;
  const height = Math.abs(signedHeight);
  return { width, height, topDown: signedHeight < 0, bits, compression, masks, palette, pixelsAt };
}

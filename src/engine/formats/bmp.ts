import * as errors from '../../errors';
import type { Pixels } from './bare-tiff';
import { type BmpHeader, type ColorMask, readBmpHeader } from './bmp-header';
import { unpackRuns } from './bmp-runs';
import { isNearlyWhole } from './nearly-whole';

const CHANNELS = 3;
const WHITE = 255;

const rowBytes = ({ width, bits }: BmpHeader) => Math.ceil((width * bits) / 32) * 4;

/** Returns a function that gives a pixel's palette index, of 1 to 8 bits. */
function indexReader(bytes: Uint8Array, bits: number): (rowAt: number, x: number) => number {
  const perByte = 8 / bits;
  const mask = 2 ** bits - 1;
  return (rowAt, x) => {
    const byte = bytes[rowAt + Math.floor(x / perByte)] ?? 0;
    return (byte >> (8 - bits - (x % perByte) * bits)) & mask;
  };
}

const levelOf = (pixel: number, { mask, shift, max }: ColorMask) =>
  max === 0 ? 0 : Math.round((((pixel & mask) >>> shift) * WHITE) / max);

const NO_ALPHA: ColorMask = { mask: 0, shift: 0, max: 0 };

/** Returns whether any pixel has alpha. Many programs name alpha in the header and leave it 0, and mean opaque. */
function hasAlpha({ bits, masks: [, , , { mask }] }: BmpHeader, view: DataView): boolean {
  if (bits !== 32 || mask === 0) return false;
  for (let at = 0; at + 4 <= view.byteLength; at += 4) if ((view.getUint32(at, true) & mask) !== 0) return true;
  return false;
}

type Paint = (rowAt: number, x: number, to: number) => void;

/** Returns a function that writes the color of a pixel of a row into the picture. */
function painter(header: BmpHeader, bytes: Uint8Array, data: Uint8Array): Paint {
  const { bits, palette, masks } = header;
  const write = (to: number, red: number, green: number, blue: number) => {
    data[to] = red;
    data[to + 1] = green;
    data[to + 2] = blue;
  };
  if (bits === 24)
    return (rowAt, x, to) => {
      const at = rowAt + x * CHANNELS;
      write(to, bytes[at + 2] ?? 0, bytes[at + 1] ?? 0, bytes[at] ?? 0);
    };
  if (bits <= 8) {
    const indexAt = indexReader(bytes, header.compression === 'none' ? bits : 8);
    return (rowAt, x, to) => {
      const [blue, green, red] = palette[indexAt(rowAt, x)] ?? [0, 0, 0];
      write(to, red, green, blue);
    };
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const pixelBytes = bits / 8;
  const [red, green, blue] = masks;
  const alpha = hasAlpha(header, view) ? masks[3] : NO_ALPHA;
  return (rowAt, x, to) => {
    const at = rowAt + x * pixelBytes;
    if (at + pixelBytes > bytes.length) return;
    const pixel = bits === 16 ? view.getUint16(at, true) : view.getUint32(at, true);
    const cover = alpha.max === 0 ? WHITE : levelOf(pixel, alpha);
    const onWhite = (color: ColorMask) => WHITE + ((levelOf(pixel, color) - WHITE) * cover) / WHITE;
    write(to, onWhite(red), onWhite(green), onWhite(blue));
  };
}

/**
 * Decodes a BMP of 1 to 32 bits, with or without run-length coding. Transparent parts become white.
 * @param checkSize gets the size that the header says, before any pixel is decoded, and throws when it is too large
 * @throws photoDamaged, photoUnusual, and what `checkSize` throws
 */
export function decodeBmp(file: Uint8Array, checkSize: (width: number, height: number) => void): Pixels {
  const header = readBmpHeader(file);
  const { width, height, topDown, compression } = header;
  checkSize(width, height);
  const packed = file.subarray(header.pixelsAt);
  const bytes = compression === 'none' ? packed : unpackRuns(packed, header);
  const length = compression === 'none' ? rowBytes(header) : width;
  if (!isNearlyWhole(bytes.length, length * height)) throw errors.photoDamaged();
  const data = new Uint8Array(width * height * CHANNELS);
  const paint = painter(header, bytes, data);
  for (let row = 0; row < height; row++) {
    const y = topDown ? row : height - 1 - row;
    for (let x = 0; x < width; x++) paint(row * length, x, (y * width + x) * CHANNELS);
  }
  return { width, height, channels: CHANNELS, stride: width * CHANNELS, data };
}

import { endianness } from 'node:os';

/** Decoded pixels with what is needed to show them. */
export interface Pixels {
  width: number;
  height: number;
  /** Three for RGB, four with alpha. */
  channels: 3 | 4;
  /** 8 bits for each channel, row by row. */
  data: Uint8Array;
  /** Bytes from one row to the next. */
  stride: number;
  /** An ICC profile of the pixels; without one, they are sRGB. */
  profile?: Uint8Array;
}

const SHORT = 3;
const LONG = 4;
const UNDEFINED = 7;
const ENTRY_BYTES = 12;
const HEADER_BYTES = 8;
const RGB = 2;
const UNASSOCIATED_ALPHA = 2;

/**
 * Wraps pixels as a TIFF without compression (TIFF 6.0), so that whatever decoded them, they take the same way to the
 * upright sRGB picture: libvips reads their profile and alpha there.
 */
export function bareTiff({ width, height, channels, data, stride, profile }: Pixels): Uint8Array {
  const entries: Array<readonly [tag: number, type: number, count: number, value: number]> = [];
  const tableAt = HEADER_BYTES;
  const count = 10 + (channels === 4 ? 1 : 0) + (profile ? 1 : 0);
  const bitsAt = tableAt + 2 + count * ENTRY_BYTES + 4;
  const profileAt = bitsAt + channels * 2;
  const pixelsAt = profileAt + (profile?.length ?? 0) + ((profile?.length ?? 0) % 2);
  entries.push([256, LONG, 1, width], [257, LONG, 1, height], [258, SHORT, channels, bitsAt], [259, SHORT, 1, 1]);
  entries.push([262, SHORT, 1, RGB], [273, LONG, 1, pixelsAt], [277, SHORT, 1, channels], [278, LONG, 1, height]);
  entries.push([279, LONG, 1, width * height * channels], [284, SHORT, 1, 1]);
  if (channels === 4) entries.push([338, SHORT, 1, UNASSOCIATED_ALPHA]);
  if (profile) entries.push([34_675, UNDEFINED, profile.length, profileAt]);

  const file = new Uint8Array(pixelsAt + width * height * channels);
  const view = new DataView(file.buffer);
  const little = endianness() === 'LE';
  file.set(Buffer.from(little ? 'II' : 'MM'));
  view.setUint16(2, 42, little);
  view.setUint32(4, tableAt, little);
  view.setUint16(tableAt, entries.length, little);
  for (const [i, [tag, type, length, value]] of entries.entries()) {
    const at = tableAt + 2 + i * ENTRY_BYTES;
    view.setUint16(at, tag, little);
    view.setUint16(at + 2, type, little);
    view.setUint32(at + 4, length, little);
    if (type === SHORT && length === 1) view.setUint16(at + 8, value, little);
    else view.setUint32(at + 8, value, little);
  }
  for (let channel = 0; channel < channels; channel++) view.setUint16(bitsAt + channel * 2, 8, little);
  if (profile) file.set(profile, profileAt);
  const row = width * channels;
  for (let y = 0; y < height; y++) file.set(data.subarray(y * stride, y * stride + row), pixelsAt + y * row);
  return file;
}

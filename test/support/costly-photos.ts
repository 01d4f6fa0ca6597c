import { deflateRawSync, constants as zlib } from 'node:zlib';
import sharp from 'sharp';
import { pngChunk } from './odd-photos';

// Makes valid photos whose files are small and whose decoding takes far more than any honest photo's: of time, or of memory.

const u16 = (value: number) => [value >> 8, value & 255];
const segment = (marker: number, ...content: number[]) =>
  Buffer.from([0xff, marker, ...u16(content.length + 2), ...content]);

/** Packs codes, given as strings of 0 and 1, as a JPEG's scan: zeros stuffed, the last byte filled with ones. */
function scanBytes(codes: readonly string[]): Buffer {
  const bits = codes.join('');
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1');
  const bytes = padded.match(/.{8}/g)?.map((each) => Number.parseInt(each, 2)) ?? [];
  return Buffer.from(bytes.flatMap((byte) => (byte === 0xff ? [byte, 0] : [byte])));
}

const LONGEST_RUN = 32_767;
const SECOND_RUN = 8192;
const ONES = Array<number>(64).fill(1);

/** A gray progressive JPEG: a scan of its means, and as many more that say nothing of the blocks. @param side in blocks of 8 pixels */
export function manyScans(side: number, scans: number): Buffer {
  const blocks = side * side;
  const means = scanBytes(['0'.repeat(blocks)]);
  const runs = Math.max(0, Math.floor((blocks - SECOND_RUN) / LONGEST_RUN));
  const left = blocks - runs * LONGEST_RUN;
  const rest: string[] = [];
  for (let more = left; more > 0; more -= Math.min(more, 2 * SECOND_RUN - 1)) {
    const run = Math.min(more, 2 * SECOND_RUN - 1);
    rest.push(run >= SECOND_RUN ? `10${(run - SECOND_RUN).toString(2).padStart(13, '0')}` : '110'.repeat(run));
  }
  const empty = scanBytes([...Array.from({ length: runs }, () => `0${'1'.repeat(14)}`), ...rest]);
  const header = (first: number, last: number) => segment(0xda, 1, 1, 0, first, last, 0);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xdb, 0, ...ONES),
    segment(0xc2, 8, ...u16(side * 8), ...u16(side * 8), 1, 1, 0x11, 0),
    segment(0xc4, 0x00, 1, ...Array(15).fill(0), 0),
    segment(0xc4, 0x10, 1, 1, 1, ...Array(13).fill(0), 0xe0, 0xd0, 0x00),
    header(0, 0),
    means,
    ...Array.from({ length: scans }, () => [header(1, 63), empty]).flat(),
    Buffer.from([0xff, 0xd9]),
  ]);
}

const chunk = (type: string, data: Uint8Array): Buffer => {
  const head = Buffer.alloc(8);
  head.write(type, 'latin1');
  head.writeUInt32LE(data.length, 4);
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
};
const riff = (...chunks: readonly Uint8Array[]) => chunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks]));

/** A WebP of one pixel with frames without end. libvips asks for each by its number, and libwebp counts from the first. */
export async function manyFrames(frames: number): Promise<Buffer> {
  const pixel = await sharp({ create: { width: 1, height: 1, channels: 3, background: 'gray' } })
    .webp({ lossless: true })
    .toBuffer();
  const frame = chunk('ANMF', Buffer.concat([Buffer.alloc(12), Buffer.from([10, 0, 0, 0]), pixel.subarray(12)]));
  const header = Buffer.alloc(10);
  header[0] = 2; // animated, one pixel by one
  return riff(chunk('VP8X', header), chunk('ANIM', Buffer.alloc(6)), ...Array<Buffer>(frames).fill(frame));
}

const MEGABYTE = 1_048_576;

/** Zeros as zlib packs them, a thousandth of their size. */
function packedZeros(count: number): Buffer {
  const packed = (bytes: number, finishFlush: number) => deflateRawSync(Buffer.alloc(bytes), { level: 9, finishFlush });
  const whole = packed(MEGABYTE, zlib.Z_FULL_FLUSH);
  const sum = Buffer.alloc(4); // Adler-32 of zeros
  sum.writeUInt16BE(count % 65_521);
  sum.writeUInt16BE(1, 2);
  return Buffer.concat([
    Buffer.from([0x78, 0xda]),
    ...Array<Buffer>(Math.floor(count / MEGABYTE)).fill(whole),
    packed(count % MEGABYTE, zlib.Z_FINISH),
    sum,
  ]);
}

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** The parts of a black PNG, RGBA with 16 bits. */
export function blackPngParts(width: number, height: number, isInterlaced: boolean) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width);
  header.writeUInt32BE(height, 4);
  header.set([16, 6, 0, 0, isInterlaced ? 1 : 0], 8);
  const passes = isInterlaced
    ? [
        [0, 0, 8, 8],
        [4, 0, 8, 8],
        [0, 4, 4, 8],
        [2, 0, 4, 4],
        [0, 2, 2, 4],
        [1, 0, 2, 2],
        [0, 1, 1, 2],
      ]
    : [[0, 0, 1, 1]];
  const bytes = passes.reduce((sum, [x = 0, y = 0, dx = 1, dy = 1]) => {
    const [columns, rows] = [Math.ceil((width - x) / dx), Math.ceil((height - y) / dy)];
    return sum + (columns > 0 ? rows * (1 + columns * 8) : 0);
  }, 0);
  return {
    head: Buffer.concat([SIGNATURE, pngChunk('IHDR', header)]),
    pixels: packedZeros(bytes),
    end: pngChunk('IEND', Buffer.alloc(0)),
  };
}

/** A black PNG, RGBA with 16 bits: eight bytes a pixel, which an interlaced one needs in memory all at once. */
export function deepPng(width: number, height: number, isInterlaced = true): Buffer {
  const { head, pixels, end } = blackPngParts(width, height, isInterlaced);
  return Buffer.concat([head, pngChunk('IDAT', pixels), end]);
}

/** A part again and again, as often as there is room for it. */
export const repeated = (part: Uint8Array, bytes: number): Buffer =>
  Buffer.alloc(Math.floor(bytes / part.length) * part.length, part);

const TIFF_BLACK = [
  [256, 8],
  [257, 8],
  [258, 8],
  [259, 1],
  [262, 1],
  [273, 8],
  [277, 1],
  [278, 8],
  [279, 64],
] as const;
const LONG = 4;

/** A TIFF of 8 × 8 pixels with pages without end, all of which show the same pixels. */
export function manyDirectories(pages: number): Buffer {
  const bytes = 2 + TIFF_BLACK.length * 12 + 4;
  const first = 8 + 64;
  const file = Buffer.alloc(first + pages * bytes);
  file.write('II*\0', 'latin1');
  file.writeUInt32LE(first, 4);
  for (let page = 0; page < pages; page++) {
    const at = first + page * bytes;
    file.writeUInt16LE(TIFF_BLACK.length, at);
    for (const [i, [tag, value]] of TIFF_BLACK.entries()) {
      const entry = at + 2 + i * 12;
      file.writeUInt16LE(tag, entry);
      file.writeUInt16LE(LONG, entry + 2);
      file.writeUInt32LE(1, entry + 4);
      file.writeUInt32LE(value, entry + 8);
    }
    file.writeUInt32LE(page === pages - 1 ? 0 : at + bytes, at + bytes - 4);
  }
  return file;
}

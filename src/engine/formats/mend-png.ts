import { createInflate } from 'node:zlib';
import { isNearlyWhole } from './nearly-whole';

const SIGNATURE_BYTES = 8;
/** Length, type and checksum of a chunk. */
const FRAME_BYTES = 12;
const CHANNELS: Record<number, number> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };
/** Adam7: the first column and row of each pass, and the steps between them. */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

interface PngParts {
  header: Buffer | undefined;
  /** The compressed pixels, as far as they are there. */
  pixels: Buffer[];
  /** Whether the file ends before its end mark. */
  isCut: boolean;
}

function partsOf(file: Buffer): PngParts {
  const pixels: Buffer[] = [];
  let header: Buffer | undefined;
  for (let at = SIGNATURE_BYTES; at + FRAME_BYTES <= file.length; ) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    const data = file.subarray(at + 8, at + 8 + length);
    if (type === 'IEND') return { header, pixels, isCut: false };
    if (type === 'IHDR') header = data;
    if (type === 'IDAT') pixels.push(data);
    at += FRAME_BYTES + length;
  }
  return { header, pixels, isCut: true };
}

/** Returns how many bytes the pixels take, unpacked. */
function unpackedBytes(header: Buffer): number {
  const width = header.readUInt32BE(0);
  const height = header.readUInt32BE(4);
  const [depth = 0, color = 0, , , interlaced = 0] = header.subarray(8);
  const bits = depth * (CHANNELS[color] ?? 0);
  const bytesOf = (columns: number, rows: number) => (columns > 0 ? rows * (1 + Math.ceil((columns * bits) / 8)) : 0);
  if (interlaced === 0) return bytesOf(width, height);
  return PASSES.map(([x, y, dx, dy]) => bytesOf(Math.ceil((width - x) / dx), Math.ceil((height - y) / dy))).reduce(
    (sum, bytes) => sum + bytes,
  );
}

/** Counts what can be unpacked, without keeping it. */
async function countUnpacked(pixels: readonly Buffer[], most: number): Promise<number> {
  const inflate = createInflate();
  inflate.end(Buffer.concat(pixels)); // one by one, a million empty parts would take half a minute
  let count = 0;
  try {
    for await (const part of inflate) {
      count += part.length;
      if (count >= most) break;
    }
  } catch {
    // The end is missing: what came before it counts.
  }
  return count;
}

/** What shows: the picture, its colors, and which side is up. Of each but the pixels, the first counts. */
const SHOWN = new Set(['IHDR', 'PLTE', 'tRNS', 'gAMA', 'cHRM', 'sRGB', 'iCCP', 'eXIf', 'IEND']);
/** Profiles of cameras have some hundred bytes, those of printers some megabytes. */
const MAX_EXTRA_BYTES = 4_000_000;

/** Leaves out what doesn't show: texts, times and whatever apps keep in a PNG, of which there may be any number. */
export function plainPng(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Buffer[] = [file.subarray(0, SIGNATURE_BYTES)];
  const seen = new Set<string>();
  let at = SIGNATURE_BYTES;
  while (at + FRAME_BYTES <= file.length && !seen.has('IEND')) {
    const length = file.readUInt32BE(at);
    const type = file.toString('latin1', at + 4, at + 8);
    const isExtra = type.charAt(0) >= 'a'; // those in capitals are the picture, or make a decoder refuse it
    const isShown = isExtra
      ? SHOWN.has(type) && !seen.has(type) && length <= MAX_EXTRA_BYTES
      : length > 0 || type === 'IEND';
    if (isShown) kept.push(file.subarray(at, at + FRAME_BYTES + length));
    seen.add(type);
    at += FRAME_BYTES + length;
  }
  if (!seen.has('IEND')) kept.push(file.subarray(at));
  return Buffer.concat(kept);
}

const HEADER_BYTES = 13;

/** Returns whether a PNG was cut off so close to its end that nobody sees it. One that is whole is none.
 * @param checkSize gets the size that the header says and throws when it is too large */
export async function isHarmlesslyCutPng(
  bytes: Uint8Array,
  checkSize: (width: number, height: number) => void,
): Promise<boolean> {
  const { header, pixels, isCut } = partsOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  if (!isCut || header?.length !== HEADER_BYTES) return false;
  checkSize(header.readUInt32BE(0), header.readUInt32BE(4));
  const whole = unpackedBytes(header);
  return isNearlyWhole(await countUnpacked(pixels, whole), whole);
}

import { isNearlyWhole } from './nearly-whole';

const HEADER_BYTES = 13;
const EXTENSION = 0x21;
/** Of the extensions before a frame, the one that says which color is transparent. The others are texts and the like. */
const CONTROL = 0xf9;
const IMAGE = 0x2c;
const TRAILER = 0x3b;
const MAX_CODE_BITS = 12;

const colorBytes = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/** @returns where what follows the blocks begins; undefined when the file ends before */
function endOfBlocks(file: Uint8Array, start: number): number | undefined {
  for (let at = start; at < file.length; at += 1 + (file[at] ?? 0)) if (file[at] === 0) return at + 1;
  return undefined;
}

/** Joins the blocks that begin at a position. @returns the bytes, and where what follows begins: undefined when the file ends before */
function readBlocks(file: Uint8Array, start: number): { data: Uint8Array; end: number | undefined } {
  const parts: Uint8Array[] = [];
  for (let at = start; at < file.length; ) {
    const length = file[at] ?? 0;
    if (length === 0) return { data: Buffer.concat(parts), end: at + 1 };
    parts.push(file.subarray(at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { data: Buffer.concat(parts), end: undefined };
}

/** Counts the pixels that LZW codes stand for. @returns how many come before the end, or before a code that can't be */
function countPixels(data: Uint8Array, minimum: number, most: number): number {
  const clear = 1 << minimum;
  const lengths = new Uint32Array(1 << MAX_CODE_BITS);
  lengths.fill(1, 0, clear);
  let [bits, next, previous, count, at] = [minimum + 1, clear + 2, -1, 0, 0];
  while (at + bits <= data.length * 8 && count < most) {
    const byte = at >> 3;
    const three = (data[byte] ?? 0) | ((data[byte + 1] ?? 0) << 8) | ((data[byte + 2] ?? 0) << 16);
    const code = (three >> (at & 7)) & ((1 << bits) - 1);
    at += bits;
    if (code === clear) {
      [bits, next, previous] = [minimum + 1, clear + 2, -1];
      continue;
    }
    if (code === clear + 1 || code > next || (code === next && previous < 0)) break;
    const grown = (lengths[previous] ?? 0) + 1;
    if (previous >= 0 && next < lengths.length) {
      lengths[next++] = grown;
      if (next === 1 << bits && bits < MAX_CODE_BITS) bits++;
    }
    count += lengths[code] ?? 0;
    previous = code;
  }
  return count;
}

/**
 * Takes the first frame of a GIF, which is the one that is shown, so that damage behind it doesn't matter.
 * @returns undefined when a part of that frame is missing or garbled
 */
export function firstFrameOf(file: Uint8Array): Uint8Array | undefined {
  const head = file.subarray(0, HEADER_BYTES + colorBytes(file[10] ?? 0));
  let at = head.length;
  let control = file.subarray(0, 0);
  while (file[at] === EXTENSION) {
    const end = endOfBlocks(file, at + 2);
    if (end === undefined) return undefined;
    if (file[at + 1] === CONTROL) control = file.subarray(at, end);
    at = end;
  }
  if (file[at] !== IMAGE || at + 10 >= file.length) return undefined;
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const pixels = view.getUint16(at + 5, true) * view.getUint16(at + 7, true);
  const start = at + 10 + colorBytes(file[at + 9] ?? 0);
  const minimum = file[start] ?? 0;
  if (minimum < 1 || minimum > 11) return undefined;
  const { data, end } = readBlocks(file, start + 1);
  if (!isNearlyWhole(countPixels(data, minimum, pixels), pixels)) return undefined;
  return Buffer.concat([head, control, file.subarray(at, end ?? file.length), Buffer.from([0, TRAILER])]);
}

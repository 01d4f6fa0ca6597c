import { isNearlyWhole } from './nearly-whole';

const RIFF_BYTES = 12;
const HEAD_BYTES = 8;
/** What a picture needs; the rest are its time, its place and the like. */
const PICTURE = ['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'ICCP'];
const PIXELS = ['VP8 ', 'VP8L', 'ANMF'];

/**
 * Mends a WebP whose length is wrong, or whose end is missing: browsers read it chunk by chunk, libwebp insists on the
 * length. Chunks that were cut off are left out; of the picture itself a little may be missing, and is filled with zeros.
 */
export function mendWebp(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let end = RIFF_BYTES;
  let hasPixels = false;
  let missing = 0;
  while (end + HEAD_BYTES <= file.length) {
    const type = file.toString('latin1', end, end + 4);
    const length = file.readUInt32LE(end + 4);
    const next = end + HEAD_BYTES + length + (length % 2);
    if (!/^[A-Z\d ]{4}$/.test(type)) break; // something that was added
    if (next > file.length) {
      const there = file.length - end - HEAD_BYTES;
      if (hasPixels || !PICTURE.includes(type) || !isNearlyWhole(there, length)) break;
      missing = next - file.length;
    }
    hasPixels ||= PIXELS.includes(type);
    end = Math.min(next, file.length);
    if (missing > 0) break;
  }
  const claimed = file.readUInt32LE(4) + HEAD_BYTES;
  if (missing === 0 && claimed === end) return bytes;
  const mended = Buffer.concat([file.subarray(0, end), Buffer.alloc(missing)]);
  mended.writeUInt32LE(mended.length - HEAD_BYTES, 4);
  return mended;
}

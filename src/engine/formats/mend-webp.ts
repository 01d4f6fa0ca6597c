import { isNearlyWhole } from './nearly-whole';

const RIFF_BYTES = 12;
const HEAD_BYTES = 8;
/** What a picture needs; the rest are its time, its place and the like. */
const PICTURE = ['VP8X', 'VP8 ', 'VP8L', 'ALPH', 'ANIM', 'ANMF', 'ICCP'];
const PIXELS = ['VP8 ', 'VP8L', 'ANMF'];
/** EXIF says which side is up. */
const KEPT = [...PICTURE, 'EXIF'];
/** Profiles of cameras have some hundred bytes, those of printers some megabytes. */
const MAX_EXTRA_BYTES = 4_000_000;
/** In the header of the extended format, if there is one: it comes first. */
const FLAGS_AT = 20;
const HAS_XMP = 4;
const EXTRAS = ['ICCP', 'EXIF'];

/**
 * Takes what shows of a WebP: the first frame of an animation, its colors and which side is up. There may be any number of other frames
 * and chunks, and libvips takes the square of it to count the frames.
 *
 * It mends one whose length is wrong, or whose end is missing: browsers read it chunk by chunk, libwebp insists on the length. Chunks that
 * were cut off are left out; of the picture itself a little may be missing, and is filled with zeros.
 */
export function mendWebp(bytes: Uint8Array): Uint8Array {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const kept: Buffer[] = [file.subarray(0, RIFF_BYTES)];
  const seen = new Set<string>();
  let hasPixels = false;
  for (let at = RIFF_BYTES; at + HEAD_BYTES <= file.length; ) {
    const type = file.toString('latin1', at, at + 4);
    const length = file.readUInt32LE(at + 4);
    const next = at + HEAD_BYTES + length + (length % 2);
    if (!/^[A-Z\d ]{4}$/.test(type)) break; // something that was added
    const isCut = next > file.length;
    if (isCut && (hasPixels || !PICTURE.includes(type) || !isNearlyWhole(file.length - at - HEAD_BYTES, length))) break;
    const mayFollow = hasPixels ? ['EXIF'] : KEPT;
    const isShown = mayFollow.includes(type) && !seen.has(type) && !(EXTRAS.includes(type) && length > MAX_EXTRA_BYTES);
    if (isShown) kept.push(file.subarray(at, next));
    if (isCut) kept.push(Buffer.alloc(next - file.length));
    seen.add(type);
    hasPixels ||= PIXELS.includes(type);
    at = next;
  }
  const mended = Buffer.concat(kept);
  mended.writeUInt32LE(mended.length - HEAD_BYTES, 4);
  if (seen.has('VP8X')) mended.writeUInt8(mended.readUInt8(FLAGS_AT) & ~HAS_XMP, FLAGS_AT);
  return mended;
}

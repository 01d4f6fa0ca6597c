import { loadProgram } from '../web-assembly';

/** Linear light is looked up with this many steps from black to white, … */
export const STEPS = 4096;
/** … as many below black and above white, where colors are that sRGB hasn't, … */
export const SPARE = 4096;
/** … and is added up in fractions of a step. */
export const FRACTIONS = 16;

/** Numbers for each byte of each color: what it adds to linear red, green and blue, and one that is unused. */
export const PART = 4;
/** How many numbers there are for all bytes of one color. */
export const PARTS_OF_COLOR = 256 * PART;

/** to-srgb.wat, assembled: it adds the parts of three colors at a time, which JavaScript can't. */
const PROGRAM = [
  'AGFzbQEAAAABBgFgAn9/AAMCAQAFAwEABAcUAgZtZW1vcnkCAAdjb252ZXJ0AAAKcgFwAQF7A0AgAC0AAEEEdP0ABAAgAC0AAUEEdP0ABIAg/a4BIAAtAA',
  'JBBHT9AASAQP2uAUEE/awBIQIgACAC/RsALQCAYDoAACAAIAL9GwEtAIBgOgABIAAgAv0bAi0AgGA6AAIgAEEDaiIAIAFJDQALCw==',
].join('');

const { memory, convert } = loadProgram<{ memory: { buffer: ArrayBuffer }; convert(at: number, end: number): void }>(
  PROGRAM,
);
const [numbers, bytes] = [new Int32Array(memory.buffer), new Uint8Array(memory.buffer)];

/** Where to-srgb.wat has the bytes of the steps, and the pixels. */
const [SRGB_BYTES, PIXELS] = [3 * PARTS_OF_COLOR * Int32Array.BYTES_PER_ELEMENT, 32_768];
/** How many bytes are converted at a time: whole pixels. */
const BYTES_AT_ONCE = 3 * 65_536;

const toSrgbCurve = (light: number) => (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055);

for (let step = 0; step < STEPS + 2 * SPARE; step++) {
  const light = Math.min(1, Math.max(0, (step - SPARE) / (STEPS - 1)));
  bytes[SRGB_BYTES + step] = Math.round(255 * toSrgbCurve(light));
}

/**
 * Converts pixels (red, green, blue, a byte each) to sRGB, in place.
 * @param parts three times `PARTS_OF_COLOR`: for each byte of red, of green, of blue. Their sums must stay within the steps, from 0 to
 *   `STEPS + 2 * SPARE`, times `FRACTIONS`
 */
export function toSrgb(pixels: Uint8Array, parts: Int32Array): void {
  numbers.set(parts);
  for (let at = 0; at < pixels.length; at += BYTES_AT_ONCE) {
    const some = pixels.subarray(at, at + BYTES_AT_ONCE);
    bytes.set(some, PIXELS);
    convert(PIXELS, PIXELS + some.length);
    some.set(bytes.subarray(PIXELS, PIXELS + some.length));
  }
}

if (bytes.length < PIXELS + BYTES_AT_ONCE) throw new Error('to-srgb.wat has too little memory.');

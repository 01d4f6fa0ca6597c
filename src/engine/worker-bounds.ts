import type { PhotoLimits, WorkerBounds } from './worker-messages';

/** Honest photos of 50 megapixels are decoded in a quarter of it, HEIC included. A decoder that takes longer is at work on an attack. */
const DECODING_MS = 15_000;
/** What a worker has without a photo, and what it may need beside the decoded photo, in bytes. */
const BASE_BYTES = 600_000_000;
/** As much as `decodePhoto` lets a decoder have: 16 bits of red, green, blue and alpha. */
const BYTES_PER_PIXEL = 8;
const MEGAPIXEL = 1_000_000;

/** The bounds of one worker. With photos of 50 megapixels, that is one gigabyte of memory for a photo and all that is around it. */
export const boundsFor = ({ photoMegapixels }: PhotoLimits): WorkerBounds => ({
  memoryBytes: BASE_BYTES + photoMegapixels * MEGAPIXEL * BYTES_PER_PIXEL,
  decodingMs: DECODING_MS,
});

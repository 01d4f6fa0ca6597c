import type { PhotoLimits, WorkerBounds } from './worker-messages';

/** An AVIF of 50 megapixels takes half of it on an old laptop, and everything else far less. */
const DECODING_MS = 20_000;
/** What a worker has without a photo, and what it needs beside the one that is decoded, in bytes. */
const BASE_BYTES = 600_000_000;
/** `decodePhoto` lets decoders have half of it; that of AVIF holds the picture in several forms, which its header doesn't say. */
const BYTES_PER_PIXEL = 16;
const MEGAPIXEL = 1_000_000;

/** The bounds of one worker. With photos of 50 megapixels, that is 1.4 GB of memory for a photo and all that is around it. */
export const boundsFor = ({ photoMegapixels }: PhotoLimits): WorkerBounds => ({
  memoryBytes: BASE_BYTES + photoMegapixels * MEGAPIXEL * BYTES_PER_PIXEL,
  decodingMs: DECODING_MS,
});

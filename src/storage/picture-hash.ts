import type phash from 'sharp-phash';

// Loaded for the first picture, as it loads sharp.
const loadHash = () => require('sharp-phash') as typeof phash;

/** How many of the 64 bits may differ between versions of one picture: another size, format or quality changes a few. */
const MAX_DIFFERING_BITS = 6;

/**
 * Computes the perceptual hash of a picture, 64 bits in hex, which scaling and compression hardly change
 * (https://www.hackerfactor.com/blog/index.php?/archives/432-Looks-Like-It.html).
 * @param jpeg from the engine, so trusted
 */
export async function pictureHash(jpeg: Uint8Array): Promise<string> {
  const bits = await loadHash()(Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength));
  return BigInt(`0b${bits}`).toString(16).padStart(16, '0');
}

const HALF = 8;
const isHash = (hash: string) => hash.length === 2 * HALF;

/** Counts the bits that are set in 32 bits (https://graphics.stanford.edu/~seander/bithacks.html#CountBitsSetParallel). */
function countBits(bits: number): number {
  const pairs = bits - ((bits >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

const halfOf = (hash: string, from: number) => Number.parseInt(hash.slice(from, from + HALF), 16) | 0;

/** Makes a function that tells whether another hash is of the same picture: one picture is often compared with thousands. */
export function likenessTo(hash: string | null): (other: string | null) => boolean {
  if (hash === null || !isHash(hash)) return () => false;
  const [high, low] = [halfOf(hash, 0), halfOf(hash, HALF)];
  return (other) =>
    other !== null &&
    isHash(other) &&
    countBits(halfOf(other, 0) ^ high) + countBits(halfOf(other, HALF) ^ low) <= MAX_DIFFERING_BITS;
}

/** Whether two perceptual hashes belong to one picture. An unknown hash (null) is like no other. */
export const areAlike = (one: string | null, other: string | null): boolean => likenessTo(one)(other);

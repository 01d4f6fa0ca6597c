import phash from 'sharp-phash';

/** Of 64 bits, how many may differ between two versions of one picture: another size, format or quality changes a few. */
const MAX_DIFFERING_BITS = 6;

/**
 * The perceptual hash of a picture, 64 bits in hex: it outlives scaling and compression
 * (https://www.hackerfactor.com/blog/index.php?/archives/432-Looks-Like-It.html).
 * @param jpeg of our own, as the engine gives it
 */
export async function pictureHash(jpeg: Uint8Array): Promise<string> {
  const bits = await phash(Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength));
  return BigInt(`0b${bits}`).toString(16).padStart(16, '0');
}

/** Whether two hashes are those of one picture. An unknown one is like none. */
export function areAlike(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return false;
  let differing = 0;
  for (let rest = BigInt(`0x${one}`) ^ BigInt(`0x${other}`); rest > 0n; rest &= rest - 1n) differing++;
  return differing <= MAX_DIFFERING_BITS;
}

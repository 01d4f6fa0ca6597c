import phash from 'sharp-phash';

/** How many of the 64 bits may differ between versions of one picture: another size, format or quality changes a few. */
const MAX_DIFFERING_BITS = 6;

/**
 * Computes the perceptual hash of a picture, 64 bits in hex, which scaling and compression hardly change
 * (https://www.hackerfactor.com/blog/index.php?/archives/432-Looks-Like-It.html).
 * @param jpeg from the engine, so trusted
 */
export async function pictureHash(jpeg: Uint8Array): Promise<string> {
  const bits = await phash(Buffer.from(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength));
  return BigInt(`0b${bits}`).toString(16).padStart(16, '0');
}

/** Whether two perceptual hashes belong to one picture. An unknown hash (null) is like no other. */
export function areAlike(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return false;
  let differing = 0;
  for (let rest = BigInt(`0x${one}`) ^ BigInt(`0x${other}`); rest > 0n; rest &= rest - 1n) differing++;
  return differing <= MAX_DIFFERING_BITS;
}

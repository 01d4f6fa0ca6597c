import sharp from 'sharp';

const SIDE = 320;

/** A small square of a stored photo, around what stands out in it. @param jpeg of our own, as the photo store gives it */
export function makeThumbnail(jpeg: Uint8Array): Promise<Buffer> {
  return sharp(jpeg).resize({ width: SIDE, height: SIDE, fit: 'cover', position: 'attention' }).jpeg({ quality: 80 }).toBuffer();
}

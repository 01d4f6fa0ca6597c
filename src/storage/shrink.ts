import sharp from 'sharp';

const [WIDTH, HEIGHT] = [480, 360];

/** A small version of a stored photo, all of it. @param jpeg of our own, as the photo store gives it */
export const shrink = (jpeg: Uint8Array): Promise<Buffer> =>
  sharp(jpeg).resize(WIDTH, HEIGHT, { fit: 'inside', withoutEnlargement: true }).jpeg({ quality: 80 }).toBuffer();

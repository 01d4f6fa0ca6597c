import sharp from 'sharp';

const [WIDTH, HEIGHT] = [480, 360];

/** Makes a small version (JPEG) of a whole photo, at most 480 × 360 pixels. @param jpeg from a photo store, so trusted */
export const shrink = (jpeg: Uint8Array): Promise<Buffer> =>
  sharp(jpeg).resize(WIDTH, HEIGHT, { fit: 'inside', withoutEnlargement: true }).jpeg({ quality: 80 }).toBuffer();

import type sharp from 'sharp';

// Loaded for the first thumbnail: the start needs none, and takes a twentieth less.
const loadSharp = () => require('sharp') as typeof sharp;

/** The side of a thumbnail, in pixels. */
const SIDE = 320;

/** The margin around a face, as a share of its longer side. */
const AROUND = 0.5;

/** A face's place in a photo, in pixels, and the photo's size. */
export interface FacePlace {
  left: number;
  top: number;
  width: number;
  height: number;
  photoWidth: number;
  photoHeight: number;
}

/** Cuts a small square (JPEG, 320 × 320 pixels) around a face out of a photo. @param jpeg from a photo store, so trusted */
export async function makeThumbnail(
  jpeg: Uint8Array,
  { left, top, width, height, photoWidth, photoHeight }: FacePlace,
): Promise<Buffer> {
  const [x, y, face] = [left + width / 2, top + height / 2, Math.max(width, height)];
  // Near an edge the margin is smaller, so that the face stays in the middle.
  const room = 2 * Math.min(x, y, photoWidth - x, photoHeight - y);
  const side = Math.floor(Math.min(Math.max(Math.min(face * (1 + 2 * AROUND), room), face), photoWidth, photoHeight));
  const within = (middle: number, limit: number) => Math.round(Math.min(Math.max(middle - side / 2, 0), limit - side));
  const square = { left: within(x, photoWidth), top: within(y, photoHeight), width: side, height: side };
  return loadSharp()(jpeg).extract(square).resize(SIDE, SIDE).jpeg({ quality: 80 }).toBuffer();
}

const [WIDTH, HEIGHT] = [480, 360];

/** Makes a small version (JPEG) of a whole photo, at most 480 × 360 pixels. @param jpeg from a photo store, so trusted */
export async function shrink(jpeg: Uint8Array): Promise<Buffer> {
  return loadSharp()(jpeg)
    .resize(WIDTH, HEIGHT, { fit: 'inside', withoutEnlargement: true })
    .jpeg({ quality: 80 })
    .toBuffer();
}

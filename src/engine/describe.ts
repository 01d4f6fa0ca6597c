import { alignFace } from './align';
import type { Point } from './contract';
import { CHIP_SIZE, DESCRIPTOR_LENGTH, type Networks } from './networks';
import { CHANNELS, cutSquare, type Raster } from './raster';

const CHIP_LENGTH = CHIP_SIZE * CHIP_SIZE * CHANNELS;

/** Faces as the descriptor network takes them: rotated and scaled onto the mean face. */
export interface Chips {
  /** The chips one after another, 150 × 150 × 3 values from 0 to 255 each. */
  pixels: Float32Array;
  /** For each chip, how many of the picture's pixels one of its pixels spans. Below 1, the face was enlarged. */
  scales: number[];
}

/** Cuts faces out of the picture, each by its 68 landmarks. */
export function cutChips(raster: Raster, faces: readonly (readonly Point[])[]): Chips {
  const pixels = new Float32Array(faces.length * CHIP_LENGTH);
  const scales = faces.map((landmarks, i) => {
    const toPicture = alignFace(landmarks);
    cutSquare(raster, toPicture, CHIP_SIZE, pixels, i);
    return Math.hypot(toPicture.a, toPicture.b);
  });
  return { pixels, scales };
}

/** Returns the pixels of one chip, as a view without a copy. */
export const chipAt = ({ pixels }: Chips, index: number): Float32Array =>
  pixels.subarray(index * CHIP_LENGTH, (index + 1) * CHIP_LENGTH);

/** Computes the descriptor of each chip (128 floats), all in one batch. */
export async function describeFaces({ pixels, scales }: Chips, networks: Networks): Promise<Float32Array[]> {
  const descriptors = await networks.describe(pixels, scales.length);
  return scales.map((_, i) => descriptors.slice(i * DESCRIPTOR_LENGTH, (i + 1) * DESCRIPTOR_LENGTH));
}

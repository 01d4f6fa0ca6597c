import { alignFace } from './align';
import type { Point } from './contract';
import { type ChipKind, type DescriptorNetwork, FACE_API_1, WHOLE } from './descriptor-network';
import { elementAt } from './element-at';
import { CHIP_SIZE, type Networks } from './networks';
import { CHANNELS, cutSquare, type Raster, type Similarity } from './raster';

const CHIP_LENGTH = CHIP_SIZE * CHIP_SIZE * CHANNELS;

/** Faces as the descriptor network takes them: rotated and scaled onto the mean face. */
export interface Chips {
  /** The chips one after another, 150 × 150 × 3 values from 0 to 255 each. */
  pixels: Float32Array;
  /** For each chip, how many of the picture's pixels one of its pixels spans. Below 1, the face was enlarged. */
  scales: number[];
}

/** What a chip of face-api.js's network spans of the mean face, which has a margin of a quarter on each side. */
const USUAL = { size: CHIP_SIZE, padding: FACE_API_1.padding };

/**
 * Converts the transform of a face's usual chip into that of another kind of chip.
 * @param toPicture from the pixels of the usual chip to the picture's
 */
function forChip(
  { a, b, tx, ty }: Similarity,
  { chipSize, padding }: Pick<DescriptorNetwork, 'chipSize' | 'padding'>,
  { scale }: ChipKind,
): Similarity {
  const face = USUAL.size / (2 * USUAL.padding + 1);
  const step = ((2 * padding + 1) / chipSize) * face;
  const zoomed = step * scale;
  const shift = (step * chipSize * (1 - scale)) / 2 + (USUAL.padding - padding) * face;
  return { a: a * zoomed, b: b * zoomed, tx: (a - b) * shift + tx, ty: (a + b) * shift + ty };
}

/** Turns a chip into its mirror image. */
function mirror(pixels: Float32Array, size: number, index: number): void {
  for (let row = index * size; row < (index + 1) * size; row++) {
    for (let [left, right] = [row * size, (row + 1) * size - 1]; left < right; left++, right--) {
      for (let channel = 0; channel < CHANNELS; channel++) {
        const [from, to] = [left * CHANNELS + channel, right * CHANNELS + channel];
        [pixels[from], pixels[to]] = [elementAt(pixels, to), elementAt(pixels, from)];
      }
    }
  }
}

/**
 * Cuts faces out of the picture, each by its 68 landmarks.
 * @param kinds the chips of each face, one after another
 */
export function cutChips(
  raster: Raster,
  faces: readonly (readonly Point[])[],
  network: Pick<DescriptorNetwork, 'chipSize' | 'padding'> = FACE_API_1,
  kinds: readonly ChipKind[] = [WHOLE],
): Chips {
  const { chipSize } = network;
  const pixels = new Float32Array(faces.length * kinds.length * chipSize * chipSize * CHANNELS);
  const scales: number[] = [];
  for (const landmarks of faces) {
    const usual = alignFace(landmarks);
    for (const kind of kinds) {
      const toPicture = forChip(usual, network, kind);
      cutSquare(raster, toPicture, chipSize, pixels, scales.length);
      if (kind.isMirrored) mirror(pixels, chipSize, scales.length);
      scales.push(Math.hypot(toPicture.a, toPicture.b));
    }
  }
  return { pixels, scales };
}

/** Returns the pixels of one chip of face-api.js's network, as a view without a copy. */
export const chipAt = ({ pixels }: Chips, index: number): Float32Array =>
  pixels.subarray(index * CHIP_LENGTH, (index + 1) * CHIP_LENGTH);

/** Computes a face's descriptor from what the network returned for its chips. */
function combine(
  outputs: Float32Array,
  { outputs: size, length, isNormalized, factor }: DescriptorNetwork,
): Float32Array {
  const count = outputs.length / size;
  const descriptor = new Float32Array(length);
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let chip = 0; chip < count; chip++) sum += elementAt(outputs, chip * size + i);
    descriptor[i] = sum / count;
  }
  const long = isNormalized ? Math.hypot(...descriptor) || 1 : 1;
  return factor === long ? descriptor : descriptor.map((value) => (value * factor) / long);
}

/**
 * Computes the descriptor of each face, all chips in one batch. Descriptors of several chips are averaged.
 * @param each how many chips each face has
 */
export async function describeFaces(
  { pixels, scales }: Chips,
  networks: Networks,
  network: DescriptorNetwork = FACE_API_1,
  each = 1,
): Promise<Float32Array[]> {
  const outputs = await networks.describe(pixels, scales.length, network);
  const size = network.outputs * each;
  return Array.from({ length: scales.length / each }, (_, i) =>
    combine(outputs.subarray(i * size, (i + 1) * size), network),
  );
}

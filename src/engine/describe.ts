import { alignFace } from './align';
import type { Point } from './contract';
import { CHIP_SIZE, DESCRIPTOR_LENGTH, type Networks } from './networks';
import { CHANNELS, cutSquare, type Raster } from './raster';

/** Describes each face, given by its landmarks, all in one batch. */
export async function describeFaces(raster: Raster, faces: readonly (readonly Point[])[], networks: Networks): Promise<Float32Array[]> {
  const length = CHIP_SIZE * CHIP_SIZE * CHANNELS;
  const chips = new Float32Array(faces.length * length);
  faces.forEach((landmarks, i) => cutSquare(raster, alignFace(landmarks), CHIP_SIZE, chips, i));
  const descriptors = await networks.describe(chips, faces.length);
  return faces.map((_, i) => descriptors.slice(i * DESCRIPTOR_LENGTH, (i + 1) * DESCRIPTOR_LENGTH));
}

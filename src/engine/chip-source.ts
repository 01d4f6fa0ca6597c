import { alignFace } from './align';
import type { Point } from './contract';
import type { OpenPhoto } from './decode';
import type { FoundFaces } from './find-faces';
import type { Raster } from './raster';
import { turnRaster } from './turn-raster';

/**
 * A face whose chip's pixels span less than this of a pixel of the stored picture gets a better descriptor from the photo itself, if that is
 * larger: that is a face less than 100 pixels wide in 12 megapixels. At 120 pixels there is no difference.
 */
const ENLARGED = 0.65;
/** How many times as long and wide as the stored picture the photo is decoded for that: 12 megapixels, 36 MB. */
const MAX_DETAIL = 2;
/** Less isn't worth decoding the photo once more. */
const MIN_DETAIL = 1.2;

/** What the chips are cut from. */
export interface ChipSource {
  raster: Raster;
  /** Each face's landmarks in it, in the order of the faces. */
  landmarks: Point[][];
}

const isEnlarged = (landmarks: readonly Point[]) => {
  const { a, b } = alignFace(landmarks);
  return Math.hypot(a, b) < ENLARGED;
};

/**
 * Returns what to cut the chips of the faces from: the photo in more detail where it has small faces and is larger than the picture.
 * @throws photoDamaged
 */
export async function chipSource(photo: OpenPhoto, { raster, quarters, faces }: FoundFaces): Promise<ChipSource> {
  const landmarks = faces.map((face) => face.landmarks);
  const detail = Math.min(photo.detail, MAX_DETAIL);
  if (detail < MIN_DETAIL || !landmarks.some(isEnlarged)) return { raster, landmarks };
  const larger = turnRaster(await photo.decode(detail), quarters);
  const [across, down] = [larger.width / raster.width, larger.height / raster.height];
  return {
    raster: larger,
    landmarks: landmarks.map((points) => points.map(({ x, y }) => ({ x: x * across, y: y * down }))),
  };
}

import { misfitOf } from './align';
import type { Point } from './contract';
import type { Detection } from './detect';
import { elementAt } from './element-at';
import { findLandmarks } from './landmarks';
import type { Networks } from './networks';
import type { Raster } from './raster';

/** A detected face with its landmarks. */
export interface FittedFace extends Detection {
  /** 68 points in iBUG's order. */
  landmarks: Point[];
  /** How far they are from the mean face (align.ts): 3.5 in the median of upright faces, and less than 6 in nine of ten. */
  misfit: number;
}

/** Landmarks with more than this are on no face that the networks know: half of the descriptors are farther from the person than a stranger's. */
const UNUSABLE = 9;
/** What one unit of a face's log misfit counts for, in units of the detector's confidence. */
const MISFIT_COUNTS = 0.3;

/** Whether a face's landmarks fit a face at all. Without, its descriptor would be worth nothing. */
export const isUsable = ({ misfit }: Pick<FittedFace, 'misfit'>): boolean => misfit <= UNUSABLE;

/**
 * Returns how much speaks for it that a face is upright: the networks know no others, so the detector is less sure of those that are turned, and
 * their landmarks fit worse. Most upright faces have 0.5 or more, and 1 is the most.
 */
export const uprightness = ({ score, misfit }: Pick<FittedFace, 'score' | 'misfit'>): number =>
  score - MISFIT_COUNTS * Math.log(misfit);

/** Finds the landmarks of each face as an upright one, which is all that the network knows. */
export async function fitFaces(
  raster: Raster,
  detections: readonly Detection[],
  networks: Networks,
): Promise<FittedFace[]> {
  const boxes = detections.map(({ box }) => box);
  const found = detections.length > 0 ? await findLandmarks(raster, boxes, networks) : [];
  return found.map((landmarks, i) => ({ ...elementAt(detections, i), landmarks, misfit: misfitOf(landmarks) }));
}

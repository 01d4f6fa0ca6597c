import { misfitOf } from './align';
import type { Point } from './contract';
import type { Detection } from './detect';
import { elementAt } from './element-at';
import { findLandmarks } from './landmarks';
import type { Networks } from './networks';
import type { Raster } from './raster';
import type { Quarters } from './turn-raster';

/** A detected face with its landmarks. */
export interface FittedFace extends Detection {
  /** 68 points in iBUG's order. */
  landmarks: Point[];
  /** How far they are from the mean face (align.ts): 3.5 in the median of upright faces, and less than 6 in nine of ten. */
  misfit: number;
  /** Whether it fits better when it is taken for a turned one. Of a single face that can be a mistake. */
  maybeTurned: boolean;
  /** Whether hardly any upright face fits as badly. */
  fitsBadly: boolean;
}

/**
 * A misfit up to this is that of an upright face: three of four have less, and of those that lie on their side or stand on their head
 * one in a hundred (docs/accuracy.md).
 */
const UPRIGHT = 4.5;
const BAD = 7;
/** Landmarks with more than this are on no face that the networks know: half of the descriptors are farther from the person than a stranger's. */
const UNUSABLE = 9;
/** A face might be turned where it fits better by this factor. */
const BETTER = 0.7;
/** What one unit of a face's log misfit counts for, in units of the detector's confidence. It was chosen on 600 photos. */
const MISFIT_COUNTS = 0.2;

const SIDEWAYS: readonly Quarters[] = [1, 2, 3];

/** Whether a face's landmarks fit a face at all. Without, its descriptor would be worth nothing. */
export const isUsable = ({ misfit }: Pick<FittedFace, 'misfit'>): boolean => misfit <= UNUSABLE;

/** How much speaks for it that faces are upright: nothing when there are none. */
export function uprightness(faces: readonly Pick<FittedFace, 'score' | 'misfit'>[]): number {
  if (faces.length === 0) return Number.NEGATIVE_INFINITY;
  const sum = faces.reduce((total, { score, misfit }) => total + score - MISFIT_COUNTS * Math.log(misfit), 0);
  return sum / faces.length;
}

async function fitAll(
  raster: Raster,
  faces: readonly Detection[],
  networks: Networks,
  quarters: Quarters,
): Promise<Pick<FittedFace, 'landmarks' | 'misfit'>[]> {
  const boxes = faces.map(({ box }) => box);
  const found = await findLandmarks(raster, boxes, networks, quarters);
  return found.map((landmarks) => ({ landmarks, misfit: misfitOf(landmarks) }));
}

/**
 * Finds the landmarks of each face as an upright one, which is all that the network knows. Faces that don't fit well are tried turned by a
 * quarter, a half and three quarters, too, to see whether they may be turned.
 */
export async function fitFaces(
  raster: Raster,
  detections: readonly Detection[],
  networks: Networks,
): Promise<FittedFace[]> {
  if (detections.length === 0) return [];
  const fits = await fitAll(raster, detections, networks, 0);
  const faces = fits.map(
    (fit, i): FittedFace => ({
      ...elementAt(detections, i),
      ...fit,
      maybeTurned: false,
      fitsBadly: fit.misfit > BAD,
    }),
  );
  const doubtful = faces.filter(({ misfit }) => misfit > UPRIGHT);
  if (doubtful.length === 0) return faces;
  for (const quarters of SIDEWAYS) {
    const others = await fitAll(raster, doubtful, networks, quarters);
    doubtful.forEach((face, i) => {
      if (elementAt(others, i).misfit < BETTER * face.misfit) face.maybeTurned = true;
    });
  }
  return faces;
}

import type { Box } from './contract';

/** Two boxes that overlap more than this show one face. */
const MAX_OVERLAP = 0.5;

/** Returns the intersection over union of two boxes, from 0 to 1. */
export function overlap(one: Box, other: Box): number {
  const width = Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
  const height = Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
  if (width <= 0 || height <= 0) return 0;
  const shared = width * height;
  return shared / (one.width * one.height + other.width * other.height - shared);
}

/**
 * Keeps the best of each group of overlapping boxes (non-maximum suppression): at most `limit`, best first.
 * @param maxOverlap the largest overlap of two faces, from 0 to 1
 */
export function suppressOverlaps<T extends { box: Box; score: number }>(
  detections: readonly T[],
  limit: number,
  maxOverlap = MAX_OVERLAP,
): T[] {
  const kept: T[] = [];
  for (const detection of [...detections].sort((one, other) => other.score - one.score)) {
    if (kept.length === limit) break;
    if (kept.every(({ box }) => overlap(box, detection.box) <= maxOverlap)) kept.push(detection);
  }
  return kept;
}

/** A face's box as shares of its photo's width and height, 0 to 1: it holds at any size of the photo. */
export type Place = Box;

/** Boxes of one face overlap by at least this much when its photo is described again at another size. Neighbors hardly overlap. */
const MIN_OVERLAP = 0.4;

/** Converts a box in pixels into a place. @param size of the photo, in pixels */
export const placeIn = (box: Box, size: { width: number; height: number }): Place => ({
  left: box.left / size.width,
  top: box.top / size.height,
  width: box.width / size.width,
  height: box.height / size.height,
});

/** Whether two places in one photo belong to one face. */
export const isSamePlace = (one: Place, other: Place): boolean => overlap(one, other) >= MIN_OVERLAP;

/** Finds the face in a place, among faces of the same photo. @returns undefined when there is none */
export function faceAt<Face>(place: Place, faces: ReadonlyMap<Face, Place>): Face | undefined {
  let best: { face: Face; shared: number } | undefined;
  for (const [face, other] of faces) {
    const shared = overlap(place, other);
    if (isSamePlace(place, other) && shared > (best?.shared ?? 0)) best = { face, shared };
  }
  return best?.face;
}

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

/** Keeps the best of each group of overlapping boxes (non-maximum suppression): at most `limit`, best first. */
export function suppressOverlaps<T extends { box: Box; score: number }>(detections: readonly T[], limit: number): T[] {
  const kept: T[] = [];
  for (const detection of [...detections].sort((one, other) => other.score - one.score)) {
    if (kept.length === limit) break;
    if (kept.every(({ box }) => overlap(box, detection.box) <= MAX_OVERLAP)) kept.push(detection);
  }
  return kept;
}

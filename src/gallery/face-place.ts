import type { Box } from '../engine/contract';
import { overlap } from '../engine/overlap';

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

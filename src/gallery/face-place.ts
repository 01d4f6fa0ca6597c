import type { Box } from '../engine/contract';
import { overlap } from '../engine/overlap';

/** A face's place as shares of its photo's width and height: it holds at any size of the photo. */
export type Place = Box;

/** How much two boxes of one face overlap at least, when a photo is described anew at another size; neighbours hardly overlap at all. */
const SAME = 0.4;

export const placeIn = (box: Box, { width, height }: { width: number; height: number }): Place => ({
  left: box.left / width,
  top: box.top / height,
  width: box.width / width,
  height: box.height / height,
});

/** Whether two places in one photo are one face's. */
export const isSamePlace = (one: Place, other: Place): boolean => overlap(one, other) >= SAME;

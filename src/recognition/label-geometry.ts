import type { Box } from '../engine/contract';

export const right = ({ left, width }: Box) => left + width;
export const bottom = ({ top, height }: Box) => top + height;

/** How far apart two boxes are; 0 when they touch. */
export function distanceOf(one: Box, other: Box): number {
  const x = Math.max(one.left - right(other), other.left - right(one), 0);
  const y = Math.max(one.top - bottom(other), other.top - bottom(one), 0);
  return Math.hypot(x, y);
}

/** The area that two boxes share. */
export function sharedArea(one: Box, other: Box): number {
  const x = Math.min(right(one), right(other)) - Math.max(one.left, other.left);
  const y = Math.min(bottom(one), bottom(other)) - Math.max(one.top, other.top);
  return x > 0 && y > 0 ? x * y : 0;
}

export const clamp = (value: number, min: number, max: number) => Math.max(min, Math.min(value, max));

/** A box's area, never 0. */
export const areaOf = ({ width, height }: Box) => Math.max(1, width * height);

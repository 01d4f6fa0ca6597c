import type { Range } from './arithmetic';

const ranges: Readonly<Record<string, readonly number[]>> = require('./descriptor-ranges.json');

/**
 * Returns the smallest and the largest value that a layer of the descriptor network has for faces, or zero, as `npm run calibrate` has measured.
 * @throws when the layer is a new one
 */
export function rangeOf(value: string): Range {
  const [min, max] = ranges[value] ?? [];
  if (min === undefined || max === undefined)
    throw new Error(`The range of ${value} isn't known: run npm run calibrate.`);
  return [min, max];
}

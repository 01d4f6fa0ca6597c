import { BUILT_IN } from '../../src/engine/descriptor-network';
import { firstOf } from './elements';
import { randomFrom } from './random';

const preferred = firstOf(BUILT_IN);
/** The network whose descriptors count in new galleries. */
export const NETWORK = preferred.id;
/** What the row of an enrolled face says of its descriptor. */
export const MADE = { network: NETWORK, chips: preferred.enrolled.length };

const LENGTH = 128;
/** So wide that two random descriptors lie 0.9 apart, as those of strangers do; twice the thresholds' reach would be 1. */
const STRANGERS = 0.2;

/**
 * Descriptors of people who have nothing to do with each other, always the same ones for the same seed.
 * @param spread how far apart the least and the greatest number in one are
 */
export function strangers(seed: number, spread = STRANGERS): () => Float32Array {
  const random = randomFrom(seed);
  return () => Float32Array.from({ length: LENGTH }, () => (random() - 0.5) * spread);
}

/** A descriptor that lies so far from another, in one of its numbers. */
export const movedBy = (descriptor: Float32Array, distance: number): Float32Array =>
  descriptor.map((value, i) => (i === 5 ? value + distance : value));

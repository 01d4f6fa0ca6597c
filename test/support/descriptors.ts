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

/** Few numbers vary among people who look alike, and little more between two of them than between two photos of one. */
const ALIKE = { numbers: 12, people: 0.21, photos: 0.28 };

/**
 * Descriptors of people who look alike to the network, as measured for a group whom it was not trained on: two photos of one person are some
 * 0.4 apart, those of two people 0.5.
 * @returns the photos of each person
 */
export function lookalikes(seed: number, people: number, photosEach: number): Float32Array[][] {
  const random = randomFrom(seed);
  const base = strangers(seed)();
  const vary = (from: Float32Array, spread: number) =>
    from.map((value, i) => (i < ALIKE.numbers ? value + (random() - 0.5) * spread : value));
  return Array.from({ length: people }, () => {
    const person = vary(base, ALIKE.people);
    return Array.from({ length: photosEach }, () => vary(person, ALIKE.photos));
  });
}

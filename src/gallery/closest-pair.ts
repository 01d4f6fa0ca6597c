import { setImmediate } from 'node:timers/promises';
import { DESCRIPTOR_LENGTH } from '../catalog/descriptors';
import type { IndexedPerson } from './descriptor-index';
import type { EnrolledFace } from './enrolled-faces';
import { meanOf, squareWithin } from './nearest';

/** Two people of whom one has a photo that comes closer to the other than any other pair's. */
export interface ClosestPair {
  one: IndexedPerson;
  other: IndexedPerson;
  /** Of the photo to the other person's mean. */
  distance: number;
}

/** Rows compared before other work gets its turn: about a millisecond. */
const ROWS_AT_ONCE = 30_000;

/**
 * The people who could be confused first: for each pair, the least distance of one's photos to the other's mean, as it would be
 * when that photo were recognised. Every photo is compared with every person; other work gets its turn between.
 * @param people each one's faces, at least one
 */
export async function closestPair(people: ReadonlyArray<readonly EnrolledFace[]>): Promise<ClosestPair | undefined> {
  const means = new Float32Array(people.length * DESCRIPTOR_LENGTH);
  for (const [row, faces] of people.entries())
    means.set(meanOf(faces.map(({ descriptor }) => descriptor)), row * DESCRIPTOR_LENGTH);
  let min = { square: Number.POSITIVE_INFINITY, one: 0, other: 0 };
  let compared = 0;
  for (const [one, faces] of people.entries()) {
    for (const { descriptor } of faces) {
      min = closerOf(min, one, descriptor, means);
      compared += people.length;
      if (compared < ROWS_AT_ONCE) continue;
      await setImmediate();
      compared = 0;
    }
  }
  const { square, one, other } = min;
  return square < Number.POSITIVE_INFINITY
    ? { one: people[one][0].person, other: people[other][0].person, distance: Math.sqrt(square) }
    : undefined;
}

interface Closest {
  square: number;
  one: number;
  other: number;
}

function closerOf(so: Closest, one: number, photo: Float32Array, means: Float32Array): Closest {
  let min = so;
  for (let other = 0; other * DESCRIPTOR_LENGTH < means.length; other++) {
    if (other === one) continue;
    const square = squareWithin(photo, means, other * DESCRIPTOR_LENGTH, min.square);
    if (square < min.square) min = { square, one, other };
  }
  return min;
}

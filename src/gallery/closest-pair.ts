import { Turns } from '../concurrency/turns';
import type { IndexedPerson } from './descriptor-index';
import type { EnrolledFace } from './enrolled-faces';
import { meanOf, squareWithin } from './nearest';

/** The two people in a gallery who are easiest to confuse. */
export interface ClosestPair {
  one: IndexedPerson;
  other: IndexedPerson;
  /** The smallest distance between a photo of one person and the mean of the other. */
  distance: number;
}

/** How many photos of each person are compared: further ones hardly come closer to somebody else. */
const MAX_PHOTOS = 100;

/**
 * Finds the two people who are easiest to confuse. A pair's distance is the smallest between a photo of one and the mean of the
 * other, since that is what recognition compares. Compares every photo with every person, and gives others their turn in between.
 * @param people the faces of each person, at least one, all described by one network
 * @returns undefined for fewer than two people
 */
export async function closestPair(people: ReadonlyArray<readonly EnrolledFace[]>): Promise<ClosestPair | undefined> {
  const turns = new Turns();
  const length = people[0]?.[0]?.descriptor.length ?? 0;
  const means = new Float32Array(people.length * length);
  for (const [row, faces] of people.entries()) {
    if (turns.isOver) await turns.next();
    means.set(meanOf(faces.map(({ descriptor }) => descriptor)), row * length);
  }
  let min = { square: Number.POSITIVE_INFINITY, one: 0, other: 0 };
  for (const [one, faces] of people.entries()) {
    for (const { descriptor } of faces.slice(0, MAX_PHOTOS)) {
      if (turns.isOver) await turns.next();
      min = closerOf(min, one, descriptor, means);
    }
  }
  const [one] = people[min.one] ?? [];
  const [other] = people[min.other] ?? [];
  if (!one || !other || min.square === Number.POSITIVE_INFINITY) return undefined;
  return { one: one.person, other: other.person, distance: Math.sqrt(min.square) };
}

interface Closest {
  /** The distance, squared. */
  square: number;
  /** Positions in the list of people. */
  one: number;
  other: number;
}

/** Compares one photo with every mean. @returns the closest pair found so far */
function closerOf(known: Closest, one: number, photo: Float32Array, means: Float32Array): Closest {
  let min = known;
  for (let other = 0; other * photo.length < means.length; other++) {
    if (other === one) continue;
    const square = squareWithin(photo, means, other * photo.length, min.square);
    if (square < min.square) min = { square, one, other };
  }
  return min;
}

import munkres from 'munkres';
import type { MatchBounds } from '../config';

export interface Candidate {
  id: number;
  name: string;
  /** The mean of the person's descriptors: steadier than any single photo (docs/accuracy.md). */
  mean: Float32Array;
}

/** Sure: shown as a name. Maybe: shown as a question. */
export interface Match {
  certainty: 'sure' | 'maybe';
  name: string;
  distance: number;
}

/** Euclidean distance of two descriptors. */
export function distanceOf(one: Float32Array, other: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += (one[i] - other[i]) ** 2;
  return Math.sqrt(sum);
}

/** The mean of at least one descriptor. */
export function meanOf(descriptors: readonly Float32Array[]): Float32Array {
  return Float32Array.from(descriptors[0], (_, i) => descriptors.reduce((sum, each) => sum + each[i], 0) / descriptors.length);
}

// More than any distance of two descriptors: such a pair is never taken.
const NEVER = 1e6;

/**
 * Which person each face gets, so that the sum of distances is least over the whole photo: one name per face, and one
 * face per name. Only people about as close as the face's closest come into question, so that a face whose name is
 * taken doesn't get the name of somebody far.
 * @param distances a row per face, a column per person
 * @returns the column of each face, or undefined
 */
function assign(distances: readonly Float64Array[], people: number, { maybe, margin }: MatchBounds): Array<number | undefined> {
  const costs = distances.map((row) => {
    const most = Math.min(maybe, Math.min(...row) + margin);
    // One more column per face stands for "no one", which costs a little more than the farthest person allowed.
    return [...Array.from(row, (distance) => (distance <= most ? distance : NEVER)), ...distances.map(() => maybe + 1)];
  });
  const assigned: Array<number | undefined> = distances.map(() => undefined);
  for (const [face, column] of munkres(costs)) if (column < people && costs[face][column] < NEVER) assigned[face] = column;
  return assigned;
}

/**
 * Decides who is who: a face is surely the closest person within the sure bound whose runner-up is far enough behind,
 * maybe within the maybe bound, and else unknown (undefined).
 */
export function findMatches(faces: readonly Float32Array[], people: readonly Candidate[], bounds: MatchBounds): Array<Match | undefined> {
  if (faces.length === 0 || people.length === 0) return faces.map(() => undefined);
  const distances = faces.map((face) => Float64Array.from(people, ({ mean }) => distanceOf(face, mean)));
  return assign(distances, people.length, bounds).map((column, face) => {
    if (column === undefined) return undefined;
    const distance = distances[face][column];
    const runnerUp = distances[face].reduce((least, each, i) => (i === column ? least : Math.min(least, each)), Number.POSITIVE_INFINITY);
    const sure = distance <= bounds.sure && runnerUp - distance >= bounds.margin;
    return { certainty: sure ? 'sure' : 'maybe', name: people[column].name, distance };
  });
}

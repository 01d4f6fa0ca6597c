import munkres from 'munkres';
import { inTurns } from '../concurrency/turns';
import type { Hit } from '../gallery/descriptor-index';
import { NOBODY } from '../gallery/thresholds';

// Larger than any distance of two descriptors, so that such a pair is never assigned.
const NEVER = 1e6;

/** Larger groups don't get the best assignment but a good one: the exact one takes time that grows with the cube of the group. */
const MAX_FACES = 50;
const MAX_PEOPLE = 200;
/** How many of a face's candidates count in such a group. */
const MAX_CANDIDATES = 20;

/** The candidates of each face of a photo, the closest first. */
export type Candidates = readonly (readonly Hit[])[];

/** Faces that compete for the same people, directly or through others, by their positions. */
type Group = number[];

/**
 * Assigns each face at most one candidate and each person at most one face, so that as many faces as possible get a candidate and
 * the sum of the distances is as small as possible. Faces that have no candidate in common don't matter to each other, so each group
 * of competing faces is assigned by itself; in a group above `MAX_FACES` or `MAX_PEOPLE`, the closest pairs come first.
 */
export async function assignFaces(candidates: Candidates): Promise<Array<Hit | undefined>> {
  const assigned = candidates.map((): Hit | undefined => undefined);
  for await (const group of inTurns(await competing(candidates))) {
    const hits = group.map((face) => candidates[face] ?? []);
    const found = isSmall(hits) ? best(hits) : good(hits);
    for (const [i, face] of group.entries()) assigned[face] = found[i];
  }
  return assigned;
}

/** Finds the groups of competing faces. Faces without candidates are in none. */
async function competing(candidates: Candidates): Promise<Group[]> {
  const groupOf = new Map<number, Group>();
  for await (const [face, hits] of inTurns(candidates.entries())) {
    let own: Group = [face];
    for (const { person } of hits) {
      const other = groupOf.get(person.id);
      if (other !== undefined && other !== own) own = joined(own, other, groupOf, candidates);
      groupOf.set(person.id, own);
    }
  }
  return [...new Set(groupOf.values())];
}

/** Joins two groups: the smaller one goes into the larger one, so that no face moves often. */
function joined(one: Group, other: Group, groupOf: Map<number, Group>, candidates: Candidates): Group {
  const [from, into] = one.length < other.length ? [one, other] : [other, one];
  for (const face of from) {
    into.push(face);
    for (const { person } of candidates[face] ?? []) if (groupOf.get(person.id) === from) groupOf.set(person.id, into);
  }
  return into;
}

function isSmall(candidates: Candidates): boolean {
  if (candidates.length > MAX_FACES) return false;
  return new Set(candidates.flatMap((hits) => hits.map(({ person }) => person.id))).size <= MAX_PEOPLE;
}

/** The assignment with the least sum of distances (https://en.wikipedia.org/wiki/Hungarian_algorithm). */
function best(candidates: Candidates): Array<Hit | undefined> {
  const people = [...new Set(candidates.flatMap((hits) => hits.map(({ person }) => person.id)))];
  const columns = new Map(people.map((id, column) => [id, column]));
  const costs = candidates.map((hits) => {
    // One more column for each face stands for "nobody", which costs more than any candidate.
    const row = [...people.map(() => NEVER), ...candidates.map(() => NOBODY)];
    for (const { person, distance } of hits) row[columns.get(person.id) ?? 0] = distance;
    return row;
  });
  const columnOf = new Map(munkres(costs));
  return candidates.map((hits, face) => {
    const column = columnOf.get(face);
    return column === undefined ? undefined : hits.find(({ person }) => person.id === people[column]);
  });
}

/** An assignment that takes the closest pairs first. */
function good(candidates: Candidates): Array<Hit | undefined> {
  const pairs = candidates.flatMap((hits, face) => hits.slice(0, MAX_CANDIDATES).map((hit) => ({ face, hit })));
  pairs.sort((one, other) => one.hit.distance - other.hit.distance);
  const assigned = candidates.map((): Hit | undefined => undefined);
  const given = new Set<number>();
  for (const { face, hit } of pairs) {
    if (assigned[face] || given.has(hit.person.id)) continue;
    assigned[face] = hit;
    given.add(hit.person.id);
  }
  return assigned;
}

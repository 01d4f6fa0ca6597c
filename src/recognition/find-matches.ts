import munkres from 'munkres';
import type { MatchThresholds } from '../config';
import type { Hit, IndexedPerson } from '../gallery/descriptor-index';
import type { Ignored } from '../gallery/ignored-book';
import { NOBODY } from '../gallery/thresholds';
import type { FaceVerdicts } from '../gallery/verdict-book';

/** The person whom a face is taken for. */
export interface Match {
  /** Confirmed by a verdict, sure (shown as a name) or maybe (shown as a question). */
  certainty: 'confirmed' | 'sure' | 'maybe';
  person: IndexedPerson;
  /** Null for a confirmed match, which doesn't depend on a distance. */
  distance: number | null;
}

/** The largest distance at which people matter to a face: as a match, or as a runner-up that makes a match unsure. */
export const reachOf = ({ sure, maybe, margin }: MatchThresholds): number => Math.max(maybe, sure + margin);

// Larger than any distance of two descriptors, so that such a pair is never assigned.
const NEVER = 1e6;

const closest = (hits: readonly Hit[]) =>
  hits.reduce((min, { distance }) => Math.min(min, distance), Number.POSITIVE_INFINITY);

/** The people about as close to a face as its closest hit: when another face gets that one, this face mustn't get somebody far away. */
function candidatesOf(hits: readonly Hit[], { maybe, margin }: MatchThresholds): Hit[] {
  const limit = Math.min(maybe, closest(hits) + margin);
  return hits.filter(({ distance }) => distance <= limit);
}

/**
 * Assigns each face at most one candidate and each person at most one face, so that as many faces as possible get a candidate and
 * the sum of the distances is as small as possible.
 */
function assign(candidates: readonly (readonly Hit[])[]): Array<Hit | undefined> {
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

/** Removes the hits on people whom a face was rejected as. */
export const notRejected = (hits: readonly Hit[], rejected: readonly IndexedPerson[] = []): Hit[] =>
  hits.filter(({ person }) => !rejected.some(({ id }) => id === person.id));

/**
 * Whether a face is ignored: the user said so of it, or of one that it looks like more than like anybody in the gallery.
 * @param nearest the closest hit that isn't rejected
 */
export const isIgnored = (
  ignored: Ignored | undefined,
  { confirmed }: FaceVerdicts,
  nearest: Hit | undefined,
): boolean =>
  ignored !== undefined &&
  (ignored.distance === null || (!confirmed && (nearest === undefined || ignored.distance < nearest.distance)));

/**
 * Removes the hits that verdicts rule out: all of a confirmed face, those on people whom another face was confirmed to be, and those
 * on people whom the face was rejected as. So nobody is found twice in a photo unless the user says so.
 * @param hits of each face of a photo, the closest first
 * @param verdicts on each of these faces
 */
export function openHits(hits: readonly (readonly Hit[])[], verdicts: readonly FaceVerdicts[]): Hit[][] {
  const given = new Set(verdicts.flatMap(({ confirmed }) => confirmed?.id ?? []));
  return hits.map((each, face) => {
    const verdict = verdicts[face];
    return verdict?.confirmed ? [] : notRejected(each, verdict?.rejected).filter(({ person }) => !given.has(person.id));
  });
}

/**
 * Finds the match of each face of a photo. A match is sure within the `sure` threshold, if its runner-up is at least `margin`
 * farther away and no other face of the photo is closer to the same person. Within the `maybe` threshold it is a maybe.
 * @param hits of each face: everyone within `reachOf(thresholds)` whom `openHits` left
 * @param verdicts on each face
 * @returns the match of each face; undefined for an unknown one
 */
export function findMatches(
  hits: readonly (readonly Hit[])[],
  thresholds: MatchThresholds,
  verdicts?: readonly FaceVerdicts[],
): Array<Match | undefined> {
  if (hits.length === 0) return [];
  const assigned = assign(hits.map((each) => candidatesOf(each, thresholds)));
  return hits.map((own, face) => {
    const confirmed = verdicts?.[face]?.confirmed;
    if (confirmed) return { certainty: 'confirmed', person: confirmed, distance: null };
    const hit = assigned[face];
    if (!hit) return undefined;
    const { person, distance } = hit;
    const runnerUp = closest(own.filter((other) => other.person.id !== person.id));
    // If another face is closer to the same person, this match is only a maybe, whichever face it was assigned to.
    const rival = closest(
      hits.flatMap((others, i) => (i === face ? [] : others.filter((other) => other.person.id === person.id))),
    );
    const sure = distance <= thresholds.sure && runnerUp - distance >= thresholds.margin && rival >= distance;
    return { certainty: sure ? 'sure' : 'maybe', person, distance };
  });
}

/** The label of a face: a name, a name with a question mark, or "Unknown". An ignored one has none on the photo. */
export function labelOf({ match, ignored }: { match: Match | undefined; ignored: string | undefined }): string {
  if (ignored) return 'Ignored';
  if (!match) return 'Unknown';
  return match.certainty === 'maybe' ? `${match.person.name}?` : match.person.name;
}

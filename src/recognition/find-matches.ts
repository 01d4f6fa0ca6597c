import { inTurns } from '../concurrency/turns';
import type { Hit, IndexedPerson } from '../gallery/descriptor-index';
import type { Ignored } from '../gallery/ignored-book';
import { shownName } from '../gallery/person-name';
import { type MatchThresholds, maybeFor } from '../gallery/thresholds';
import type { FaceVerdicts } from '../gallery/verdict-book';
import { assignFaces } from './assign-faces';

/** The person whom a face is taken for. */
export interface Match {
  /** Confirmed by a verdict, sure (shown as a name) or maybe (shown as a question). */
  certainty: 'confirmed' | 'sure' | 'maybe';
  person: IndexedPerson;
  /** Null for a confirmed match, which doesn't depend on a distance. */
  distance: number | null;
  /** Of how many photos the person's mean was; null for a confirmed match. */
  photos: number | null;
}

/** The largest distance at which people matter to a face: as a match, or as a runner-up that makes a match unsure. */
export const reachOf = ({ sure, maybe, maybeOfFew, margin }: MatchThresholds): number =>
  Math.max(maybe, maybeOfFew, sure + margin);

const closest = (hits: readonly Hit[]) =>
  hits.reduce((min, { distance }) => Math.min(min, distance), Number.POSITIVE_INFINITY);

/** The people about as close to a face as its closest hit: when another face gets that one, this face mustn't get somebody far away. */
function candidatesOf(hits: readonly Hit[], thresholds: MatchThresholds): Hit[] {
  const limit = closest(hits) + thresholds.margin;
  return hits.filter(({ distance, photos }) => distance <= Math.min(limit, maybeFor(thresholds, photos)));
}

/** Removes the hits on people whom a face was rejected as. */
export function notRejected(hits: readonly Hit[], rejected: readonly IndexedPerson[] = []): Hit[] {
  const ids = new Set(rejected.map(({ id }) => id));
  return ids.size === 0 ? [...hits] : hits.filter(({ person }) => !ids.has(person.id));
}

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
export async function openHits(hits: readonly (readonly Hit[])[], verdicts: readonly FaceVerdicts[]): Promise<Hit[][]> {
  const given = new Set(verdicts.flatMap(({ confirmed }) => confirmed?.id ?? []));
  const open: Hit[][] = [];
  for await (const [face, each] of inTurns(hits.entries())) {
    const { confirmed, rejected } = verdicts[face] ?? {};
    open.push(confirmed ? [] : notRejected(each, rejected).filter(({ person }) => !given.has(person.id)));
  }
  return open;
}

/** The least distance of any face of a photo to a person, which face that is, and the least distance of any other face. */
interface Nearness {
  least: number;
  face: number;
  next: number;
}

/** Finds how near the faces of a photo come to each person. */
async function nearnessOf(hits: readonly (readonly Hit[])[]): Promise<Map<number, Nearness>> {
  const found = new Map<number, Nearness>();
  for await (const [face, own] of inTurns(hits.entries())) {
    for (const { person, distance } of own) {
      const known = found.get(person.id);
      if (!known) found.set(person.id, { least: distance, face, next: Number.POSITIVE_INFINITY });
      else if (distance < known.least)
        found.set(person.id, { least: distance, face, next: known.face === face ? known.next : known.least });
      else if (known.face !== face) known.next = Math.min(known.next, distance);
    }
  }
  return found;
}

/**
 * Finds the match of each face of a photo. A match is sure within the `sure` threshold, if its runner-up is at least `margin`
 * farther away and no other face of the photo is closer to the same person. Within the threshold for questions about that person (`maybeFor`) it is a maybe.
 * Gives others their turn in between: a photo may have hundreds of faces, and each may be near hundreds of people.
 * @param hits of each face: everyone within `reachOf(thresholds)` whom `openHits` left
 * @param verdicts on each face
 * @returns the match of each face; undefined for an unknown one
 */
export async function findMatches(
  hits: readonly (readonly Hit[])[],
  thresholds: MatchThresholds,
  verdicts?: readonly FaceVerdicts[],
): Promise<Array<Match | undefined>> {
  if (hits.length === 0) return [];
  const candidates: Hit[][] = [];
  for await (const each of inTurns(hits)) candidates.push(candidatesOf(each, thresholds));
  const assigned = await assignFaces(candidates);
  const nearness = await nearnessOf(hits);
  const matches: Array<Match | undefined> = [];
  for await (const [face, own] of inTurns(hits.entries())) {
    const confirmed = verdicts?.[face]?.confirmed;
    const hit = assigned[face];
    if (confirmed) matches.push({ certainty: 'confirmed', person: confirmed, distance: null, photos: null });
    else matches.push(hit && matchOf(hit, own, rivalOf(nearness.get(hit.person.id), face), thresholds));
  }
  return matches;
}

/** The least distance of any other face to the person. */
const rivalOf = (near: Nearness | undefined, face: number): number =>
  (near?.face === face ? near.next : near?.least) ?? Number.POSITIVE_INFINITY;

function matchOf(
  { person, distance, photos }: Hit,
  own: readonly Hit[],
  rival: number,
  thresholds: MatchThresholds,
): Match {
  const runnerUp = closest(own.filter((other) => other.person.id !== person.id));
  // If another face is closer to the same person, this match is only a maybe, whichever face it was assigned to.
  const sure = distance <= thresholds.sure && runnerUp - distance >= thresholds.margin && rival >= distance;
  return { certainty: sure ? 'sure' : 'maybe', person, distance, photos };
}

/** The label of a face: a name, a name with a question mark, or "Unknown". An ignored one has none on the photo. */
export function labelOf({ match, ignored }: { match: Match | undefined; ignored: string | undefined }): string {
  if (ignored) return 'Ignored';
  if (!match) return 'Unknown';
  const name = shownName(match.person.name);
  return match.certainty === 'maybe' ? `${name}?` : name;
}

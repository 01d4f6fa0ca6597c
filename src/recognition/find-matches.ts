import munkres from 'munkres';
import type { MatchThresholds } from '../config';
import type { Hit, IndexedPerson } from '../gallery/descriptor-index';
import { NOBODY } from '../gallery/thresholds';
import type { FaceVerdicts } from '../gallery/verdict-book';

/** Confirmed: by a verdict. Sure: shown as a name. Maybe: shown as a question. */
export interface Match {
  certainty: 'confirmed' | 'sure' | 'maybe';
  person: IndexedPerson;
  /** Null for a confirmed match: a verdict doesn't come from a distance. */
  distance: number | null;
}

/** How far from a face people matter: as a match, or as a runner-up that makes one unsure. */
export const reachOf = ({ sure, maybe, margin }: MatchThresholds): number => Math.max(maybe, sure + margin);

// More than any distance of two descriptors: such a pair is never taken.
const NEVER = 1e6;

const closest = (hits: readonly Hit[]) =>
  hits.reduce((min, { distance }) => Math.min(min, distance), Number.POSITIVE_INFINITY);

/** A face may get the name of who is about as close as its closest; so one whose name is taken doesn't get that of somebody far. */
function candidatesOf(hits: readonly Hit[], { maybe, margin }: MatchThresholds): Hit[] {
  const limit = Math.min(maybe, closest(hits) + margin);
  return hits.filter(({ distance }) => distance <= limit);
}

/**
 * Which candidate each face gets, so that as many faces as can be get one, and the sum of distances is least over the whole
 * photo: one name per face, and one face per name.
 */
function assign(candidates: readonly (readonly Hit[])[]): Array<Hit | undefined> {
  const people = [...new Set(candidates.flatMap((hits) => hits.map(({ person }) => person.id)))];
  const columns = new Map(people.map((id, column) => [id, column]));
  const costs = candidates.map((hits) => {
    // One more column for each face stands for "no one", which costs more than any candidate.
    const row = [...people.map(() => NEVER), ...candidates.map(() => NOBODY)];
    for (const { person, distance } of hits) row[columns.get(person.id) ?? 0] = distance;
    return row;
  });
  const assigned: Array<Hit | undefined> = candidates.map(() => undefined);
  for (const [face, column] of munkres(costs))
    assigned[face] = candidates[face].find(({ person }) => person.id === people[column]);
  return assigned;
}

/**
 * Who may be which face after the verdicts: a face that is confirmed is decided, its name is out of the question for the others,
 * and a face is nobody for whom it was rejected.
 */
export function openHits(hits: readonly (readonly Hit[])[], verdicts: readonly FaceVerdicts[]): Hit[][] {
  const given = new Set(verdicts.flatMap(({ confirmed }) => confirmed?.id ?? []));
  return hits.map((each, face) => {
    const { confirmed, rejected } = verdicts[face];
    if (confirmed) return [];
    return each.filter(({ person }) => !given.has(person.id) && !rejected.some(({ id }) => id === person.id));
  });
}

/**
 * Decides who is who: a face is surely the closest person within the sure threshold whose runner-up is far enough behind and
 * whom no other face of the photo resembles more; maybe within the maybe threshold; and else unknown (undefined).
 * @param hits for each face, everyone within `reachOf(thresholds)` as `openHits` leaves them; others do no harm
 * @param verdicts on each face
 */
export function findMatches(
  hits: readonly (readonly Hit[])[],
  thresholds: MatchThresholds,
  verdicts?: readonly FaceVerdicts[],
): Array<Match | undefined> {
  if (hits.length === 0) return [];
  return assign(hits.map((each) => candidatesOf(each, thresholds))).map((taken, face) => {
    const confirmed = verdicts?.[face].confirmed;
    if (confirmed) return { certainty: 'confirmed', person: confirmed, distance: null };
    if (!taken) return undefined;
    const { person, distance } = taken;
    const runnerUp = closest(hits[face].filter((hit) => hit.person.id !== person.id));
    // Another face that is closer to the same person makes this one a question, whoever got the name.
    const rival = closest(
      hits.flatMap((others, i) => (i === face ? [] : others.filter((hit) => hit.person.id === person.id))),
    );
    const sure = distance <= thresholds.sure && runnerUp - distance >= thresholds.margin && rival >= distance;
    return { certainty: sure ? 'sure' : 'maybe', person, distance };
  });
}

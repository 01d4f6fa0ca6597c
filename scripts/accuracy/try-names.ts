import { distanceOf } from '../../src/catalog/descriptors';
import type { IndexedPerson } from '../../src/gallery/descriptor-index';
import { meanOf } from '../../src/gallery/nearest';
import {
  MATCH_RULE,
  type MatchSettings,
  type MatchThresholds,
  thresholdsFor,
  WELL_KNOWN,
} from '../../src/gallery/thresholds';
import { findMatches, reachOf } from '../../src/recognition/find-matches';
import { randomFrom } from '../../test/support/random';
import { groupByPerson, shuffle } from './draw-photos';

interface Described {
  person: string;
  descriptor?: Float32Array;
}

interface Known {
  person: IndexedPerson;
  mean: Float32Array;
  photos: number;
}

/** How often each outcome came, in numbers of photos. */
export interface Rates {
  queries: number;
  right: number;
  wrong: number;
  rightAsked: number;
  wrongAsked: number;
  strangers: number;
  strangersNamed: number;
  strangersAsked: number;
}

/** How often photos are drawn. The rates of a small folder would depend on which photos happen to be enrolled. */
const ROUNDS = 50;

/**
 * Enrols some random photos of each person, and looks for people in the others: once with the photo's person enrolled,
 * and once without, as a stranger.
 * @param enrolled how many photos of each person
 */
export async function tryNames(
  photos: readonly Described[],
  enrolled: number,
  operator: MatchSettings,
): Promise<Rates> {
  const rates: Rates = {
    queries: 0,
    right: 0,
    wrong: 0,
    rightAsked: 0,
    wrongAsked: 0,
    strangers: 0,
    strangersNamed: 0,
    strangersAsked: 0,
  };
  const next = randomFrom(enrolled); // so that two runs over one folder give the same figures
  const byPerson = groupByPerson(photos);
  for (let round = 0; round < ROUNDS; round++) {
    const known: Known[] = [];
    const queries: Described[] = [];
    for (const [name, own] of byPerson) {
      if (own.length <= enrolled) continue;
      const drawn = shuffle(own, next);
      known.push({
        person: { id: known.length, handle: name, name },
        photos: enrolled,
        mean: meanOf(drawn.slice(0, enrolled).map(({ descriptor }) => descriptor as Float32Array)),
      });
      queries.push(...drawn.slice(enrolled));
    }
    const size = { people: known.length, fewPhotos: enrolled < WELL_KNOWN ? known.length : 0 };
    const thresholds = thresholdsFor(size, { rule: MATCH_RULE, operator, own: null });
    for (const { person, descriptor } of queries)
      await tryFace(rates, person, descriptor as Float32Array, known, thresholds);
  }
  return rates;
}

/** Counts what comes of one photo. */
async function tryFace(
  rates: Rates,
  person: string,
  face: Float32Array,
  known: readonly Known[],
  thresholds: MatchThresholds,
): Promise<void> {
  const all = known
    .map((each) => ({ person: each.person, photos: each.photos, distance: distanceOf(face, each.mean) }))
    .filter(({ distance }) => distance <= reachOf(thresholds));
  const [match] = await findMatches([all], thresholds);
  rates.queries++;
  const right = match?.person.name === person;
  if (match?.certainty === 'sure') rates[right ? 'right' : 'wrong']++;
  if (match?.certainty === 'maybe') rates[right ? 'rightAsked' : 'wrongAsked']++;
  const [mistaken] = await findMatches([all.filter((hit) => hit.person.name !== person)], thresholds);
  rates.strangers++;
  if (mistaken?.certainty === 'sure') rates.strangersNamed++;
  if (mistaken?.certainty === 'maybe') rates.strangersAsked++;
}

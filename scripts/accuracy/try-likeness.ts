import { isUnlike } from '../../src/gallery/outliers';
import { randomFrom } from '../../test/support/random';
import { groupByPerson, shuffle } from './draw-photos';

/** A described photo of somebody. */
interface LabeledDescriptor {
  person: string;
  descriptor: Float32Array;
}

/** How often photos were asked about because they don't look like the person's others, in numbers of photos. */
export interface LikenessRates {
  own: number;
  /** A person's own photos that were asked about. */
  ownAsked: number;
  strangers: number;
  /** Strangers' photos that were added without a question. */
  strangersTaken: number;
}

const ROUNDS = 50;

/**
 * Enrols some random photos of each person, and tries to add all others under that name: the person's own, and everyone else's.
 * @param enrolled how many photos of each person
 * @param limit the distance beyond which photos don't look alike
 */
export function tryLikeness(photos: readonly LabeledDescriptor[], enrolled: number, limit: number): LikenessRates {
  const rates: LikenessRates = { own: 0, ownAsked: 0, strangers: 0, strangersTaken: 0 };
  const next = randomFrom(enrolled); // so that two runs over one folder give the same figures
  const byPerson = groupByPerson(photos);
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, own] of byPerson) {
      if (own.length <= enrolled) continue;
      const drawn = shuffle(own, next).map(({ descriptor }) => descriptor);
      const known = drawn.slice(0, enrolled);
      for (const face of drawn.slice(enrolled)) {
        rates.own++;
        if (isUnlike(face, known, limit)) rates.ownAsked++;
      }
      for (const { person, descriptor } of photos) {
        if (person === name) continue;
        rates.strangers++;
        if (!isUnlike(descriptor, known, limit)) rates.strangersTaken++;
      }
    }
  }
  return rates;
}

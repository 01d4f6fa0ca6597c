import { elementAt } from '../../src/engine/element-at';
import type { IndexedPerson } from '../../src/gallery/descriptor-index';
import { meanOf } from '../../src/gallery/nearest';
import type { TwoWays } from './describe-folder';

/** A described photo of somebody. */
export interface LabeledFace extends TwoWays {
  person: string;
}

/** Somebody who is enrolled. */
export interface Known {
  person: IndexedPerson;
  mean: Float32Array;
  photos: number;
}

/** A gallery drawn at random, and the photos to look for people in. */
export interface Drawn {
  known: Known[];
  /** Of people who are enrolled, in photos that aren't. */
  own: LabeledFace[];
  /** Of everybody else. */
  strangers: LabeledFace[];
}

/** How large a gallery is to be. */
export interface DrawnSize {
  people: number;
  /** Of each. */
  photos: number;
}

/** Shuffles a copy of a list (Fisher–Yates). */
export function shuffle<T>(items: readonly T[], next: () => number): T[] {
  const shuffled = [...items];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [shuffled[i], shuffled[j]] = [elementAt(shuffled, j), elementAt(shuffled, i)];
  }
  return shuffled;
}

/** Groups photos by person. */
export function groupByPerson<Photo extends { person: string }>(photos: readonly Photo[]): Map<string, Photo[]> {
  const groups = new Map<string, Photo[]>();
  for (const photo of photos) groups.set(photo.person, [...(groups.get(photo.person) ?? []), photo]);
  return groups;
}

/** Enrols some photos each of some people, all of them at random. Nobody is enrolled who has fewer photos. */
export function drawGallery(
  byPerson: ReadonlyMap<string, LabeledFace[]>,
  { people, photos }: DrawnSize,
  next: () => number,
): Drawn {
  const drawn: Drawn = { known: [], own: [], strangers: [] };
  for (const [name, faces] of shuffle([...byPerson], next)) {
    if (drawn.known.length >= people || faces.length < photos) {
      drawn.strangers.push(...faces);
      continue;
    }
    const shuffled = shuffle(faces, next);
    const enrolled = shuffled.slice(0, photos).map(({ enrolled: descriptor }) => descriptor);
    const person = { id: drawn.known.length, handle: name, name };
    drawn.known.push({ person, photos, mean: meanOf(enrolled) });
    drawn.own.push(...shuffled.slice(photos));
  }
  return drawn;
}

import { DESCRIPTOR_LENGTH, distanceOf } from '../catalog/descriptors';
import { inTurns } from '../concurrency/turns';
import { DescriptorIndex, type Hit, type IndexedPerson } from './descriptor-index';
import type { EnrolledFace } from './enrolled-faces';
import { meanOf } from './nearest';
import { EVEN_ODDS, MANY_CLOSE, MANY_CONFUSED, MIN_CONFUSED_PEOPLE } from './thresholds';

// How close the people of a gallery lie to each other, as recognition sees it: every photo is compared with everyone's mean.

/** Two people, and how far they are apart. */
export interface ClosestPair {
  one: IndexedPerson;
  other: IndexedPerson;
  /** The smallest distance between a photo of one person and the mean of the other. */
  distance: number;
}

/** How close a person's photos come to other people. */
export interface PersonCloseness {
  /** The person and whoever else comes closest to one of their photos; undefined when there is nobody else. */
  pair: ClosestPair | undefined;
  /** How many photos were compared. */
  photos: number;
  /** How many of them are close to somebody else. */
  close: number;
  /** How many of them are closer to somebody else than to the person's other photos, and close enough for a question. */
  confused: number;
}

/** How close the people of a gallery come to each other. */
export interface GalleryCloseness {
  /** The closest pairs, the closest first, each once. */
  pairs: ClosestPair[];
  photos: number;
  close: number;
  /** How many photos could be closer to somebody else than to the person's others: those of people with at least two. */
  comparable: number;
  confused: number;
  /** How many people have a photo that is close to somebody else, or closer than to their own. */
  people: number;
}

/** How many photos of each person are compared: further ones hardly come closer to somebody else. */
export const MAX_PHOTOS = 100;
/** How many photos of all people are compared, so that it takes a second for the largest galleries: of each as many as there is room for, and three at least. */
const MOST_PHOTOS = 10_000;
const LEAST_OF_EACH = 3;
/** How many pairs are told. */
const MAX_PAIRS = 3;
/** How many photos are looked for in one pass over all people. */
const PHOTOS_TOGETHER = 300;
/** A photo's nearest are the person themselves and somebody else, or two others. */
export const NEAREST = 2;

/** The mean of a person's photos, and of how many. */
export interface OwnMean {
  mean: Float32Array;
  photos: number;
}

/** The distance of a photo to the mean of the person's other photos; undefined when there are none. */
function distanceToOthers(photo: Float32Array, { mean, photos }: OwnMean): number | undefined {
  if (photos < 2) return undefined;
  return distanceOf(
    photo,
    mean.map((value, i) => (photos * value - (photo[i] ?? 0)) / (photos - 1)),
  );
}

/**
 * Finds how close a person's photos come to other people.
 * @param faces of the person, at least one
 * @param hits the `NEAREST` people of each face
 * @param within up to which distance a photo is close to somebody
 */
export function closenessOfPerson(
  faces: readonly EnrolledFace[],
  hits: readonly (readonly Hit[])[],
  own: OwnMean,
  within: number,
): PersonCloseness {
  const found: PersonCloseness = { pair: undefined, photos: faces.length, close: 0, confused: 0 };
  for (const [i, { person, descriptor }] of faces.entries()) {
    const other = hits[i]?.find((hit) => hit.person.id !== person.id);
    if (!other) continue;
    const { distance } = other;
    if (distance < (found.pair?.distance ?? Number.POSITIVE_INFINITY))
      found.pair = { one: person, other: other.person, distance };
    if (distance <= within) found.close++;
    if (distance <= EVEN_ODDS && distance < (distanceToOthers(descriptor, own) ?? 0)) found.confused++;
  }
  return found;
}

const idsOf = ({ one, other }: ClosestPair) => (one.id < other.id ? `${one.id} ${other.id}` : `${other.id} ${one.id}`);

/** Sorts pairs, the closest first, and drops those who are there already. */
function closestOf(pairs: readonly ClosestPair[]): ClosestPair[] {
  const byIds = new Map<string, ClosestPair>();
  for (const pair of [...pairs].sort((one, other) => one.distance - other.distance))
    if (!byIds.has(idsOf(pair))) byIds.set(idsOf(pair), pair);
  return [...byIds.values()].slice(0, MAX_PAIRS);
}

/** Divides people so that each part has few photos: a pass over everyone is worth it for some of them together. */
function* together(people: ReadonlyArray<readonly EnrolledFace[]>): Generator<EnrolledFace[][]> {
  const ofEach = Math.min(MAX_PHOTOS, Math.max(LEAST_OF_EACH, Math.floor(MOST_PHOTOS / people.length)));
  let part: EnrolledFace[][] = [];
  let photos = 0;
  for (const faces of people) {
    const some = faces.slice(0, ofEach);
    part.push(some);
    photos += some.length;
    if (photos < PHOTOS_TOGETHER) continue;
    yield part;
    [part, photos] = [[], 0];
  }
  if (part.length > 0) yield part;
}

/**
 * Finds how close people come to each other, and gives others their turn in between.
 * @param people the faces of each person, at least one, all described by one network
 * @param within up to which distance a photo is close to somebody
 */
export async function closenessOf(
  people: ReadonlyArray<readonly EnrolledFace[]>,
  within: number,
): Promise<GalleryCloseness> {
  const index = new DescriptorIndex(people[0]?.[0]?.descriptor.length ?? DESCRIPTOR_LENGTH);
  const means = new Map<number, OwnMean>();
  for await (const faces of inTurns(people)) {
    const [first] = faces;
    if (!first) continue;
    const own = { mean: meanOf(faces.map(({ descriptor }) => descriptor)), photos: faces.length };
    means.set(first.person.id, own);
    index.set(first.person, own.mean, own.photos);
  }
  const all: PersonCloseness[] = [];
  for (const part of together(people)) {
    const hits = await index.nearest(
      part.flatMap((faces) => faces.map(({ descriptor }) => descriptor)),
      0,
      NEAREST,
    );
    for await (const faces of inTurns(part)) {
      const own = means.get(faces[0]?.person.id ?? -1) ?? { mean: new Float32Array(DESCRIPTOR_LENGTH), photos: 0 };
      all.push(closenessOfPerson(faces, hits.splice(0, faces.length), own, within));
    }
  }
  return sumOf(all);
}

function sumOf(all: readonly PersonCloseness[]): GalleryCloseness {
  const sum = { photos: 0, close: 0, comparable: 0, confused: 0, people: 0 };
  for (const { photos, close, confused } of all) {
    sum.photos += photos;
    sum.close += close;
    sum.comparable += photos > 1 ? photos : 0;
    sum.confused += confused;
    sum.people += close + confused > 0 ? 1 : 0;
  }
  return { ...sum, pairs: closestOf(all.flatMap(({ pair }) => pair ?? [])) };
}

/** Whether a gallery's people lie so close to each other that its names are worth little. One pair alone is probably one person, or twins. */
export const isClose = ({ photos, close, comparable, confused, people }: GalleryCloseness): boolean =>
  people >= MIN_CONFUSED_PEOPLE && (close >= MANY_CLOSE * photos || confused > MANY_CONFUSED * comparable);

import { areComparable, type Described } from '../catalog/descriptors';
import { Turns } from '../concurrency/turns';
import { isSamePlace, type Place } from '../engine/boxes';
import { likenessTo } from '../storage/picture-hash';
import { squareWithin } from './nearest';
import { SAME_FACE } from './thresholds';

// What users said of faces, verdicts or that they are to be ignored, and for which faces it holds. A gallery may have tens of thousands of
// such sayings, and a photo hundreds of faces, so all of these give others their turn.

/** What identifies a face in any version of its photo. */
export interface SeenFace extends Described {
  /** The perceptual hash of its photo; null when it is unknown. */
  pictureHash: string | null;
  place: Place;
  /** The places of the photo's other faces, where they are known. */
  others?: readonly Place[];
}

/** What identifies a face of a photo. */
export type FaceInPhoto = Pick<SeenFace, 'place' | 'descriptor' | 'network'>;

/** Pairs of a saying and a face between two looks at the clock. */
const AT_ONCE = 200;

/** Whether two descriptors belong to one face in versions of one photo. */
export const isSameDescriptor = (one: Described, other: Described): boolean =>
  areComparable(one, other) && squareWithin(one.descriptor, other.descriptor, 0, SAME_FACE ** 2) <= SAME_FACE ** 2;

/**
 * Whether what was said of one face holds for another one: they are one face in one photo, even if the photo was scaled, cropped
 * or compressed. If it was said in this photo, of one of its other faces, it doesn't: somebody may be in a photo twice.
 */
function holdsFor(said: SeenFace, face: SeenFace, isOfPhoto: boolean): boolean {
  if (isOfPhoto && isSamePlace(said.place, face.place)) return true;
  if (isOfPhoto && face.others?.some((place) => isSamePlace(said.place, place))) return false;
  return isSameDescriptor(said, face);
}

/** Finds all that holds for a face, in the given order. */
export async function saidOfFace<Said extends SeenFace>(all: readonly Said[], face: SeenFace): Promise<Said[]> {
  const isOfPhoto = likenessTo(face.pictureHash);
  const turns = new Turns();
  const found: Said[] = [];
  for (const [i, each] of all.entries()) {
    if (i % AT_ONCE === 0 && turns.isOver) await turns.next();
    if (holdsFor(each, face, isOfPhoto(each.pictureHash))) found.push(each);
  }
  return found;
}

/** A face of a photo, with the places of the others. @param position from 0 @returns undefined when there is none */
export function seenAmong(
  pictureHash: string | null,
  faces: readonly FaceInPhoto[],
  position: number,
): SeenFace | undefined {
  const face = faces[position];
  const others = faces.flatMap(({ place }, i) => (i === position ? [] : [place]));
  return face && { pictureHash, place: face.place, descriptor: face.descriptor, network: face.network, others };
}

/**
 * Finds what holds for each face of a photo.
 * @param take is given it face by face, in the given order; it returns whether more of this face is wanted
 */
export async function saidOfPhoto<Said extends SeenFace>(
  all: readonly Said[],
  pictureHash: string | null,
  faces: readonly FaceInPhoto[],
  take: (position: number, said: Said) => boolean,
): Promise<void> {
  const turns = new Turns();
  const meant = await meantInPhoto(all, pictureHash, faces, turns);
  for (const [position, face] of faces.entries()) {
    for (let i = 0; i < all.length; i++) {
      if (i % AT_ONCE === 0 && turns.isOver) await turns.next();
      const said = all[i];
      if (!said) break;
      const positions = meant.get(said);
      const holds = positions ? positions.has(position) : isSameDescriptor(said, face);
      if (holds && !take(position, said)) break;
    }
  }
}

/** Finds which faces are at the places of what was said in this photo. What is at nobody's place isn't there. */
async function meantInPhoto<Said extends SeenFace>(
  all: readonly Said[],
  pictureHash: string | null,
  faces: readonly FaceInPhoto[],
  turns: Turns,
): Promise<Map<Said, ReadonlySet<number>>> {
  const isOfPhoto = likenessTo(pictureHash);
  const meant = new Map<Said, ReadonlySet<number>>();
  for (const said of all) {
    if (!isOfPhoto(said.pictureHash)) continue;
    if (turns.isOver) await turns.next();
    const positions = faces.flatMap(({ place }, i) => (isSamePlace(said.place, place) ? [i] : []));
    if (positions.length > 0) meant.set(said, new Set(positions));
  }
  return meant;
}

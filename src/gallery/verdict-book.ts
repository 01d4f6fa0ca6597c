import { isSamePlace, type Place } from '../engine/boxes';
import { areAlike } from '../storage/picture-hash';
import type { IndexedPerson } from './descriptor-index';
import { squareWithin } from './nearest';
import { SAME_FACE } from './thresholds';

/** What identifies a face in any version of its photo. */
export interface SeenFace {
  /** The perceptual hash of its photo; null when it is unknown. */
  pictureHash: string | null;
  place: Place;
  descriptor: Float32Array;
  /** The places of the photo's other faces, where they are known. */
  others?: readonly Place[];
}

/** What a user decided about a face: it is this person, or it isn't. */
export interface Verdict extends SeenFace {
  id: number;
  /** True for a confirmation, false for a rejection. */
  isPerson: boolean;
  person: IndexedPerson;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/** The verdicts that hold for one face. */
export interface FaceVerdicts {
  /** Who the face is. */
  confirmed: IndexedPerson | undefined;
  /** Who the face isn't. */
  rejected: IndexedPerson[];
}

/** What identifies a face of a photo. */
export type FaceInPhoto = Pick<SeenFace, 'place' | 'descriptor'>;

/** Whether two descriptors belong to one face in versions of one photo. */
export const isSameDescriptor = (one: Float32Array, other: Float32Array): boolean =>
  squareWithin(one, other, 0, SAME_FACE ** 2) <= SAME_FACE ** 2;

/**
 * Whether what was said of one face holds for another one: they are one face in one photo, even if the photo was scaled, cropped
 * or compressed. If it was said in this photo, of one of its other faces, it doesn't: somebody may be in a photo twice.
 * @param isOfPhoto whether both are in one photo, as comparing hashes takes most of the time
 */
export function holdsFor(
  said: SeenFace,
  face: SeenFace,
  isOfPhoto = areAlike(said.pictureHash, face.pictureHash),
): boolean {
  if (isOfPhoto && isSamePlace(said.place, face.place)) return true;
  if (isOfPhoto && face.others?.some((place) => isSamePlace(said.place, place))) return false;
  return isSameDescriptor(said.descriptor, face.descriptor);
}

/** The faces of a photo, each with the places of the others. */
export const seenTogether = (pictureHash: string | null, faces: readonly FaceInPhoto[]): SeenFace[] =>
  faces.map(({ place, descriptor }, i) => ({
    pictureHash,
    place,
    descriptor,
    others: faces.flatMap((other, j) => (j === i ? [] : [other.place])),
  }));

/** A gallery's verdicts. For a face and a person, the latest one counts. */
export class VerdictBook {
  /** @param verdicts the latest first */
  constructor(private readonly verdicts: readonly Verdict[]) {}

  get isEmpty(): boolean {
    return this.verdicts.length === 0;
  }

  /** The verdicts on this face, the latest first. */
  onFace(face: SeenFace): Verdict[] {
    return this.verdicts.filter((verdict) => holdsFor(verdict, face));
  }

  /**
   * Sums up the verdicts on each face of a photo. One person may be several of them: in a mirror, or a collage.
   * @returns in the order of `faces`
   */
  on(pictureHash: string | null, faces: readonly FaceInPhoto[]): FaceVerdicts[] {
    if (this.isEmpty) return faces.map(() => ({ confirmed: undefined, rejected: [] }));
    const ofPhoto = new Set(this.verdicts.filter((verdict) => areAlike(verdict.pictureHash, pictureHash)));
    return seenTogether(pictureHash, faces).map((face) =>
      sumUp(this.verdicts.filter((verdict) => holdsFor(verdict, face, ofPhoto.has(verdict)))),
    );
  }
}

/** Keeps the latest verdict for each person. @param verdicts on one face, the latest first */
function sumUp(verdicts: readonly Verdict[]): FaceVerdicts {
  const latest = new Map<number, Verdict>();
  for (const verdict of verdicts) if (!latest.has(verdict.person.id)) latest.set(verdict.person.id, verdict);
  const standing = [...latest.values()];
  return {
    confirmed: standing.find(({ isPerson }) => isPerson)?.person,
    rejected: standing.filter(({ isPerson }) => !isPerson).map(({ person }) => person),
  };
}

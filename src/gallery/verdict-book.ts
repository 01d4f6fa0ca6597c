import { areAlike } from '../storage/picture-hash';
import type { IndexedPerson } from './descriptor-index';
import { isSamePlace, type Place } from './face-place';
import { squareWithin } from './nearest';

/** A face as it is known again. */
export interface SeenFace {
  /** The perceptual hash of its photo; null when it isn't known. */
  pictureHash: string | null;
  place: Place;
  descriptor: Float32Array;
}

/** One thing that a person said of a face. */
export interface Verdict extends SeenFace {
  id: number;
  /** False: it isn't. */
  isPerson: boolean;
  person: IndexedPerson;
  createdAt: number;
}

/** All that a person said of one face. */
export interface FaceVerdicts {
  confirmed: IndexedPerson | undefined;
  rejected: IndexedPerson[];
}

/**
 * Descriptors that are practically the same. Cut out, scaled or compressed, a face moves by less in 217 of 225 trials (the sample
 * photos of face-api.js, and five of groups); two photos of one person are 0.28 apart at least (151 pairs), those of two people 0.54.
 */
export const SAME_FACE = 0.2;

const isSameDescriptor = (one: Float32Array, other: Float32Array) =>
  squareWithin(one, other, 0, SAME_FACE ** 2) <= SAME_FACE ** 2;

/** Whether two are one face in one photo: the photo may have another size and format, or be cropped. */
const isSameFace = (one: SeenFace, other: SeenFace): boolean =>
  isSameDescriptor(one.descriptor, other.descriptor) ||
  (isSamePlace(one.place, other.place) && areAlike(one.pictureHash, other.pictureHash));

/** What a user has said, the latest first: a later word on a face and a person counts, whatever was said before. */
export class VerdictBook {
  constructor(private readonly verdicts: readonly Verdict[]) {}

  get isEmpty(): boolean {
    return this.verdicts.length === 0;
  }

  onFace(face: SeenFace): Verdict[] {
    return this.verdicts.filter((verdict) => isSameFace(verdict, face));
  }

  onPicture(pictureHash: string | null): Verdict[] {
    return this.verdicts.filter((verdict) => areAlike(verdict.pictureHash, pictureHash));
  }

  /** What was said of each face of a photo. A name that was given to one of them is given to no other. */
  on(pictureHash: string | null, faces: ReadonlyArray<Omit<SeenFace, 'pictureHash'>>): FaceVerdicts[] {
    if (this.isEmpty) return faces.map(() => ({ confirmed: undefined, rejected: [] }));
    // Hashes are compared once for the photo: that is what takes time.
    const here = new Set(this.onPicture(pictureHash));
    const verdicts = faces.map(({ place, descriptor }) => {
      const isOfFace = (verdict: Verdict) =>
        (here.has(verdict) && isSamePlace(verdict.place, place)) || isSameDescriptor(verdict.descriptor, descriptor);
      return sumUp(this.verdicts.filter(isOfFace));
    });
    return verdicts.map(({ confirmed, rejected }, i) => {
      const isTaken = verdicts.some(
        (other, j) =>
          j !== i && other.confirmed?.person.id === confirmed?.person.id && isBefore(other.confirmed, confirmed, j < i),
      );
      return { confirmed: isTaken ? undefined : confirmed?.person, rejected };
    });
  }
}

function isBefore(one: Verdict | undefined, other: Verdict | undefined, otherwise: boolean): boolean {
  if (!one || !other) return false;
  return one.id === other.id
    ? otherwise
    : one.createdAt > other.createdAt || (one.createdAt === other.createdAt && one.id > other.id);
}

function sumUp(verdicts: readonly Verdict[]): { confirmed: Verdict | undefined; rejected: IndexedPerson[] } {
  const latest = new Map<number, Verdict>();
  for (const verdict of verdicts) if (!latest.has(verdict.person.id)) latest.set(verdict.person.id, verdict);
  const standing = [...latest.values()];
  return {
    confirmed: standing.find(({ isPerson }) => isPerson),
    rejected: standing.filter(({ isPerson }) => !isPerson).map(({ person }) => person),
  };
}

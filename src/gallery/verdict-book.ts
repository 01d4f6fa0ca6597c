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
export interface Remark extends SeenFace {
  id: number;
  /** False: it isn't. */
  isPerson: boolean;
  person: IndexedPerson;
  createdAt: number;
}

/** All that a person said of one face. */
export interface Verdict {
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
export const isSameFace = (one: SeenFace, other: SeenFace): boolean =>
  isSameDescriptor(one.descriptor, other.descriptor) ||
  (isSamePlace(one.place, other.place) && areAlike(one.pictureHash, other.pictureHash));

/** What a user has said, the latest first: a later word on a face and a person counts, whatever was said before. */
export class VerdictBook {
  constructor(private readonly remarks: readonly Remark[]) {}

  get isEmpty(): boolean {
    return this.remarks.length === 0;
  }

  onFace(face: SeenFace): Remark[] {
    return this.remarks.filter((remark) => isSameFace(remark, face));
  }

  onPicture(pictureHash: string | null): Remark[] {
    return this.remarks.filter((remark) => areAlike(remark.pictureHash, pictureHash));
  }

  /** What was said of each face of a photo. A name that was given to one of them is given to no other. */
  on(pictureHash: string | null, faces: ReadonlyArray<Omit<SeenFace, 'pictureHash'>>): Verdict[] {
    if (this.isEmpty) return faces.map(() => ({ confirmed: undefined, rejected: [] }));
    // Hashes are compared once for the photo: that is what takes time.
    const here = new Set(this.onPicture(pictureHash));
    const verdicts = faces.map(({ place, descriptor }) => {
      const isOfFace = (remark: Remark) =>
        (here.has(remark) && isSamePlace(remark.place, place)) || isSameDescriptor(remark.descriptor, descriptor);
      return sumUp(this.remarks.filter(isOfFace));
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

function isBefore(one: Remark | undefined, other: Remark | undefined, otherwise: boolean): boolean {
  if (!one || !other) return false;
  return one.id === other.id
    ? otherwise
    : one.createdAt > other.createdAt || (one.createdAt === other.createdAt && one.id > other.id);
}

function sumUp(remarks: readonly Remark[]): { confirmed: Remark | undefined; rejected: IndexedPerson[] } {
  const latest = new Map<number, Remark>();
  for (const remark of remarks) if (!latest.has(remark.person.id)) latest.set(remark.person.id, remark);
  const standing = [...latest.values()];
  return {
    confirmed: standing.find(({ isPerson }) => isPerson),
    rejected: standing.filter(({ isPerson }) => !isPerson).map(({ person }) => person),
  };
}

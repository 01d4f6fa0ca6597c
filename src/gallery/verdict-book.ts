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

const isSameDescriptor = (one: Float32Array, other: Float32Array) =>
  squareWithin(one, other, 0, SAME_FACE ** 2) <= SAME_FACE ** 2;

/** Whether two faces are one face in one photo, even if the photo was scaled, cropped or compressed. */
const isSameFace = (one: SeenFace, other: SeenFace): boolean =>
  isSameDescriptor(one.descriptor, other.descriptor) ||
  (isSamePlace(one.place, other.place) && areAlike(one.pictureHash, other.pictureHash));

/** A gallery's verdicts. For a face and a person, the latest one counts. */
export class VerdictBook {
  /** @param verdicts the latest first */
  constructor(private readonly verdicts: readonly Verdict[]) {}

  get isEmpty(): boolean {
    return this.verdicts.length === 0;
  }

  /** The verdicts on this face, the latest first. */
  onFace(face: SeenFace): Verdict[] {
    return this.verdicts.filter((verdict) => isSameFace(verdict, face));
  }

  /** The verdicts on all faces of a photo, the latest first. */
  onPicture(pictureHash: string | null): Verdict[] {
    return this.verdicts.filter((verdict) => areAlike(verdict.pictureHash, pictureHash));
  }

  /**
   * Sums up the verdicts on each face of a photo. A person can be only one of the faces: if several are confirmed, the latest
   * verdict wins.
   * @returns in the order of `faces`
   */
  on(pictureHash: string | null, faces: ReadonlyArray<Omit<SeenFace, 'pictureHash'>>): FaceVerdicts[] {
    if (this.isEmpty) return faces.map(() => ({ confirmed: undefined, rejected: [] }));
    // Once for the photo, as comparing hashes takes most of the time.
    const ofPhoto = new Set(this.onPicture(pictureHash));
    const verdicts = faces.map(({ place, descriptor }) => {
      const isOfFace = (verdict: Verdict) =>
        (ofPhoto.has(verdict) && isSamePlace(verdict.place, place)) || isSameDescriptor(verdict.descriptor, descriptor);
      return sumUp(this.verdicts.filter(isOfFace));
    });
    return verdicts.map(({ confirmed, rejected }, i) => {
      const isTaken = verdicts.some(
        (other, j) =>
          j !== i && other.confirmed?.person.id === confirmed?.person.id && isLater(other.confirmed, confirmed, j < i),
      );
      return { confirmed: isTaken ? undefined : confirmed?.person, rejected };
    });
  }
}

/** Whether one verdict is later than another one, and so wins. @param isFirst decides when both are the same verdict */
function isLater(one: Verdict | undefined, other: Verdict | undefined, isFirst: boolean): boolean {
  if (!one || !other) return false;
  return one.id === other.id
    ? isFirst
    : one.createdAt > other.createdAt || (one.createdAt === other.createdAt && one.id > other.id);
}

/** Keeps the latest verdict for each person. @param verdicts on one face, the latest first */
function sumUp(verdicts: readonly Verdict[]): { confirmed: Verdict | undefined; rejected: IndexedPerson[] } {
  const latest = new Map<number, Verdict>();
  for (const verdict of verdicts) if (!latest.has(verdict.person.id)) latest.set(verdict.person.id, verdict);
  const standing = [...latest.values()];
  return {
    confirmed: standing.find(({ isPerson }) => isPerson),
    rejected: standing.filter(({ isPerson }) => !isPerson).map(({ person }) => person),
  };
}

import type { IndexedPerson } from './descriptor-index';
import { type FaceInPhoto, type SeenFace, saidOfFace, saidOfPhoto } from './said-of-faces';

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

/** So many people count of those about whom something was said of one face: the latest. Nobody goes through more. */
const MAX_PEOPLE = 500;

/** A gallery's verdicts. For a face and a person, the latest one counts. */
export class VerdictBook {
  /** @param verdicts the latest first */
  constructor(private readonly verdicts: readonly Verdict[]) {}

  get isEmpty(): boolean {
    return this.verdicts.length === 0;
  }

  /** The verdicts on this face, the latest first. */
  onFace(face: SeenFace): Promise<Verdict[]> {
    return saidOfFace(this.verdicts, face);
  }

  /**
   * Sums up the verdicts on each face of a photo. One person may be several of them: in a mirror, or a collage.
   * @returns in the order of `faces`
   */
  async on(pictureHash: string | null, faces: readonly FaceInPhoto[]): Promise<FaceVerdicts[]> {
    const latest = faces.map(() => new Map<number, Verdict>());
    await saidOfPhoto(this.verdicts, pictureHash, faces, (position, verdict) => {
      const own = latest[position];
      if (own && !own.has(verdict.person.id)) own.set(verdict.person.id, verdict);
      return own !== undefined && own.size < MAX_PEOPLE;
    });
    return latest.map((each) => sumUp([...each.values()]));
  }
}

/** @param standing the latest verdict on each person, the latest first */
const sumUp = (standing: readonly Verdict[]): FaceVerdicts => ({
  confirmed: standing.find(({ isPerson }) => isPerson)?.person,
  rejected: standing.filter(({ isPerson }) => !isPerson).map(({ person }) => person),
});

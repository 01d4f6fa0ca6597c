import { areAlike } from '../storage/picture-hash';
import { squareWithin } from './nearest';
import { IGNORED } from './thresholds';
import { type FaceInPhoto, holdsFor, type SeenFace, seenTogether } from './verdict-book';

/** A found face that the user doesn't want to be asked about, or a thing that is no face. */
export interface IgnoredFace extends SeenFace {
  id: string;
  /** Whether it is somebody's face: then other photos of them are ignored, too. */
  isFace: boolean;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/** What holds for a face of a photo. */
export interface Ignored {
  face: IgnoredFace;
  /** Null when it was said of this very face; otherwise how far it is from the face that is to be ignored. */
  distance: number | null;
}

/** A gallery's ignored faces. */
export class IgnoredBook {
  /** @param ignored the latest first */
  constructor(private readonly ignored: readonly IgnoredFace[]) {}

  get isEmpty(): boolean {
    return this.ignored.length === 0;
  }

  /** Finds what was said of each face of a photo, or of the person it shows. @returns in the order of `faces` */
  on(pictureHash: string | null, faces: readonly FaceInPhoto[]): Array<Ignored | undefined> {
    if (this.isEmpty) return faces.map(() => undefined);
    const ofPhoto = new Set(this.ignored.filter((each) => areAlike(each.pictureHash, pictureHash)));
    return seenTogether(pictureHash, faces).map((face) => {
      const same = this.ignored.find((each) => holdsFor(each, face, ofPhoto.has(each)));
      return same ? { face: same, distance: null } : this.nearest(face);
    });
  }

  /** Everything for which a face is ignored: what was said of it, and of others that look like it. */
  onFace(face: SeenFace): IgnoredFace[] {
    return this.ignored.filter((each) => holdsFor(each, face) || squareTo(each, face) <= IGNORED ** 2);
  }

  /** What was said of this very face. */
  onSameFace(face: SeenFace): IgnoredFace[] {
    return this.ignored.filter((each) => holdsFor(each, face));
  }

  private nearest(face: SeenFace): Ignored | undefined {
    let found: Ignored | undefined;
    let reach = IGNORED ** 2;
    for (const each of this.ignored) {
      const square = squareTo(each, face, reach);
      if (square > reach) continue;
      reach = square;
      found = { face: each, distance: Math.sqrt(square) };
    }
    return found;
  }
}

/** The squared distance to a face that is to be ignored. A thing that is no face is like no other. */
const squareTo = ({ isFace, descriptor }: IgnoredFace, face: SeenFace, reach = IGNORED ** 2): number =>
  isFace ? squareWithin(descriptor, face.descriptor, 0, reach) : Number.POSITIVE_INFINITY;

import { areComparable } from '../catalog/descriptors';
import { Turns } from '../concurrency/turns';
import { squareWithin } from './nearest';
import { type FaceInPhoto, type SeenFace, saidOfFace, saidOfPhoto } from './said-of-faces';
import { IGNORED } from './thresholds';

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

/** Faces compared between two looks at the clock. */
const AT_ONCE = 200;

/** A gallery's ignored faces. */
export class IgnoredBook {
  /** @param ignored the latest first */
  constructor(private readonly ignored: readonly IgnoredFace[]) {}

  get isEmpty(): boolean {
    return this.ignored.length === 0;
  }

  /** Finds what was said of each face of a photo, or of the person it shows. @returns in the order of `faces` */
  async on(pictureHash: string | null, faces: readonly FaceInPhoto[]): Promise<Array<Ignored | undefined>> {
    const found = faces.map((): Ignored | undefined => undefined);
    if (this.isEmpty) return found;
    await saidOfPhoto(this.ignored, pictureHash, faces, (position, face) => {
      found[position] = { face, distance: null };
      return false;
    });
    const turns = new Turns();
    for (const [position, face] of faces.entries()) found[position] ??= await this.nearest(face, turns);
    return found;
  }

  /** Everything for which a face is ignored: what was said of it, and of others that look like it. */
  async onFace(face: SeenFace): Promise<IgnoredFace[]> {
    const said = new Set(await this.onSameFace(face));
    return this.ignored.filter((each) => said.has(each) || squareTo(each, face) <= IGNORED ** 2);
  }

  /** What was said of this very face. */
  onSameFace(face: SeenFace): Promise<IgnoredFace[]> {
    return saidOfFace(this.ignored, face);
  }

  private async nearest(face: FaceInPhoto, turns: Turns): Promise<Ignored | undefined> {
    let found: Ignored | undefined;
    let reach = IGNORED ** 2;
    for (const [i, each] of this.ignored.entries()) {
      if (i % AT_ONCE === 0 && turns.isOver) await turns.next();
      const square = squareTo(each, face, reach);
      if (square > reach) continue;
      reach = square;
      found = { face: each, distance: Math.sqrt(square) };
    }
    return found;
  }
}

/** The squared distance to a face that is to be ignored. A thing that is no face is like no other. */
const squareTo = (ignored: IgnoredFace, face: FaceInPhoto, reach = IGNORED ** 2): number =>
  ignored.isFace && areComparable(ignored, face)
    ? squareWithin(ignored.descriptor, face.descriptor, 0, reach)
    : Number.POSITIVE_INFINITY;

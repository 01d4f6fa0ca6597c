import type { StoredFace } from '../catalog/faces';
import type { Hit, IndexedPerson } from '../gallery/descriptor-index';
import type { ClosestPhoto } from '../gallery/enrolled-faces';
import type { Match } from './find-matches';

/** A described photo whose faces are to be identified. */
export interface SeenPhoto {
  width: number;
  height: number;
  faces: ReadonlyArray<{ number: number; face: StoredFace }>;
  /** Makes the picture hash. Only called when the gallery has verdicts or ignored faces, as it takes some time. */
  pictureHash(): Promise<string | null>;
}

/** A face with the match that the gallery gives today. */
export interface IdentifiedFace {
  /** The face's number in the photo, from 1. */
  number: number;
  face: StoredFace;
  /** Undefined when the face is unknown. */
  match: Match | undefined;
  /** What the user said: that it is nobody to be asked about, or no face. Then there is no match. Undefined for any other face. */
  ignored: 'ignored' | 'nonface' | undefined;
  /**
   * The nearest people whom it may be, as many as were asked for, the nearest first: nobody it was rejected as, and, if it has a match, nobody
   * whom another face was confirmed to be. The match is among them if it is near enough. Nobody for an ignored face.
   */
  near: readonly Hit[];
  /** The nearest person who isn't the match. For a face without one, this may be whom another face of the photo was taken for. */
  runnerUp: Hit | undefined;
  /** The people that verdicts say it isn't. */
  rejected: IndexedPerson[];
  /** The closest enrolled photo of the match, or else of the runner-up. Only `withClosest` fills it in. */
  closest: ClosestPhoto | undefined;
}

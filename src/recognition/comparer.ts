import { distanceBetween } from '../catalog/descriptors';
import { type StoredFace, toStored } from '../catalog/faces';
import type { Box, FaceEngine, UploadedPhoto } from '../engine/contract';
import { asking, type Gallery } from '../gallery/galleries';
import type { GalleryThresholds } from '../gallery/gallery-thresholds';
import { type MatchThresholds, maybeFor } from '../gallery/thresholds';
import type { Certainty } from './candidates';

/** A photo whose faces are compared. Boxes are in pixels of the picture. */
export interface ComparedPhoto {
  picture: { width: number; height: number };
  uploaded: UploadedPhoto;
}

/** A face of the second photo, and whether it is the one of the first. */
export interface ComparedFace {
  face: StoredFace;
  /** Null when the two can't be compared, as one of them can't be made out. */
  distance: number | null;
  certainty: Certainty;
}

/** What two photos were compared to. */
export interface Comparison {
  /** The largest face of the first photo; undefined when it has none. */
  first: ComparedPhoto & { face: StoredFace | undefined };
  /** The faces of the second one, the most alike first. */
  second: ComparedPhoto & { faces: ComparedFace[] };
}

const areaOf = ({ width, height }: Box) => width * height;

/** How sure it is that two photos show one person: as for somebody in the gallery who has one photo, and whom nobody else resembles. */
function certaintyAt(distance: number, thresholds: MatchThresholds): Certainty {
  if (distance <= thresholds.sure) return 'sure';
  return distance <= maybeFor(thresholds, 1) ? 'maybe' : 'none';
}

/** Tells whether two photos show the same person. It stores nothing. */
export class Comparer {
  constructor(
    private readonly engine: FaceEngine,
    private readonly thresholds: GalleryThresholds,
  ) {}

  /** Compares the largest face of a photo with each face of another one. @throws what the engine throws */
  async compare(gallery: Gallery, one: Uint8Array, other: Uint8Array, signal?: AbortSignal): Promise<Comparison> {
    const request = { ...asking(gallery), picture: 'none', ...(signal && { signal }) } as const;
    const [first, second] = [await this.engine.describe(one, request), await this.engine.describe(other, request)];
    const thresholds = await this.thresholds.of(gallery);
    const [largest] = first.faces.map(toStored).sort((a, b) => areaOf(b.box) - areaOf(a.box));
    const faces = second.faces.map(toStored).map((face): ComparedFace & { order: number } => {
      const order = largest ? distanceBetween(largest, face) : Number.POSITIVE_INFINITY;
      const distance = Number.isFinite(order) ? order : null;
      return { face, distance, certainty: certaintyAt(order, thresholds), order };
    });
    faces.sort((a, b) => (a.order === b.order ? 0 : a.order - b.order));
    return {
      first: { picture: first.picture, uploaded: first.uploaded, face: largest },
      second: {
        ...{ picture: second.picture, uploaded: second.uploaded },
        faces: faces.map(({ face, distance, certainty }) => ({ face, distance, certainty })),
      },
    };
  }
}

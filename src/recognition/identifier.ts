import type { Catalog } from '../catalog/catalog';
import type { StoredFace } from '../catalog/faces';
import type { MatchThresholds } from '../config';
import type { Hit, IndexedPerson } from '../gallery/descriptor-index';
import type { ClosestPhoto } from '../gallery/enrolled-faces';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import { placeIn } from '../gallery/face-place';
import type { Gallery } from '../gallery/galleries';
import type { FaceVerdicts } from '../gallery/verdict-book';
import { loadVerdicts } from '../gallery/verdicts';
import { findMatches, type Match, openHits, reachOf } from './find-matches';

/** A described photo whose faces are to be identified. */
export interface SeenPhoto {
  width: number;
  height: number;
  faces: ReadonlyArray<{ number: number; face: StoredFace }>;
  /** Makes the picture hash. Only called when the gallery has verdicts, as it takes some time. */
  pictureHash(): Promise<string | null>;
}

/** A face with the match that the gallery gives today. */
export interface IdentifiedFace {
  /** The face's number in the photo, from 1. */
  number: number;
  face: StoredFace;
  /** Undefined when the face is unknown. */
  match: Match | undefined;
  /** The nearest person who isn't the match. */
  runnerUp: Hit | undefined;
  /** The people that verdicts say it isn't. */
  rejected: IndexedPerson[];
  /** The closest enrolled photo of the match, or else of the runner-up. Only `withClosest` fills it in. */
  closest: ClosestPhoto | undefined;
}

/** A face's hits include so many rejected people besides the match and the runner-up. More rejections may hide the runner-up. */
const MAX_REJECTED = 8;

/** Finds out who the faces of described photos are, by a gallery's people and verdicts. */
export class Identifier {
  constructor(
    private readonly catalog: Catalog,
    private readonly enrolled: EnrolledPeople,
  ) {}

  /** Identifies the faces of several photos in one pass over the gallery. @returns the faces of each photo, in the given order */
  async identify(
    gallery: Gallery,
    photos: readonly SeenPhoto[],
    thresholds: MatchThresholds,
  ): Promise<IdentifiedFace[][]> {
    const verdicts = await this.verdictsOn(gallery, photos);
    const descriptors = photos.flatMap(({ faces }) => faces.map(({ face }) => face.descriptor));
    const mostRejected = Math.max(0, ...verdicts.flat().map(({ rejected }) => rejected.length));
    const hits = await this.enrolled.nearest(
      gallery,
      descriptors,
      reachOf(thresholds),
      2 + Math.min(mostRejected, MAX_REJECTED),
    );
    const rest = [...hits];
    return photos.map(({ faces }, i) =>
      identifyOne(faces, rest.splice(0, faces.length), thresholds, verdicts[i] ?? []),
    );
  }

  /** Fills in each face's closest enrolled photo. */
  async withClosest(gallery: Gallery, faces: readonly IdentifiedFace[]): Promise<IdentifiedFace[]> {
    const named = faces.flatMap(({ number, face, match, runnerUp }) => {
      const hit = match ?? runnerUp;
      return hit ? [{ number, personId: hit.person.id, face: face.descriptor }] : [];
    });
    const photos = await this.enrolled.closestPhotos(gallery, named);
    const closest = new Map(named.map(({ number }, i) => [number, photos[i]]));
    return faces.map((face) => ({ ...face, closest: closest.get(face.number) }));
  }

  private async verdictsOn(gallery: Gallery, photos: readonly SeenPhoto[]): Promise<FaceVerdicts[][]> {
    const book = await loadVerdicts(this.catalog, gallery.id);
    const all: FaceVerdicts[][] = [];
    for (const { width, height, faces, pictureHash } of photos) {
      const seen = faces.map(({ face: { box, descriptor } }) => ({
        place: placeIn(box, { width, height }),
        descriptor,
      }));
      all.push(book.on(book.isEmpty ? null : await pictureHash(), seen));
    }
    return all;
  }
}

function identifyOne(
  faces: SeenPhoto['faces'],
  hits: readonly Hit[][],
  thresholds: MatchThresholds,
  verdicts: readonly FaceVerdicts[],
): IdentifiedFace[] {
  const open = openHits(hits, verdicts);
  const matches = findMatches(open, thresholds, verdicts);
  return faces.map(({ number, face }, i) => {
    const match = matches[i];
    const runnerUp = open[i]?.find(({ person }) => person.id !== match?.person.id);
    return { number, face, match, runnerUp, rejected: verdicts[i]?.rejected ?? [], closest: undefined };
  });
}

import type { Catalog } from '../catalog/catalog';
import type { StoredFace } from '../catalog/faces';
import type { MatchThresholds } from '../config';
import type { Hit, IndexedPerson } from '../gallery/descriptor-index';
import type { ClosestPhoto } from '../gallery/enrolled-faces';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import { placeIn } from '../gallery/face-place';
import type { Gallery } from '../gallery/gallery-rows';
import type { FaceVerdicts } from '../gallery/verdict-book';
import { loadVerdicts } from '../gallery/verdicts';
import { findMatches, type Match, openHits, reachOf } from './find-matches';

/** A photo's faces, of which it is to be found out who they are. */
export interface SeenPhoto {
  width: number;
  height: number;
  faces: ReadonlyArray<{ number: number; face: StoredFace }>;
  /** The perceptual hash; asked for only when the gallery has verdicts, as it takes some time. */
  pictureHash(): Promise<string | null>;
}

/** A face and who it is today. */
export interface IdentifiedFace {
  /** In the photo, from 1. */
  number: number;
  face: StoredFace;
  /** Undefined: nobody in the gallery, or not sure enough. */
  match: Match | undefined;
  /** The nearest person who isn't the match. */
  runnerUp: Hit | undefined;
  /** Who it isn't, by verdicts. */
  rejected: IndexedPerson[];
  /** The enrolled photo that comes closest, of the match or else of the runner-up; undefined when it wasn't asked for. */
  closest: ClosestPhoto | undefined;
}

/** More rejections of one face than these may hide its runner-up. */
const MAX_REJECTED = 8;

/** Says who is who in photos that have been described: by the people and the verdicts of today's gallery. */
export class Identifier {
  constructor(
    private readonly catalog: Catalog,
    private readonly enrolled: EnrolledPeople,
  ) {}

  /** Who is in some photos, all in one pass over the gallery. */
  async identify(
    gallery: Gallery,
    photos: readonly SeenPhoto[],
    thresholds: MatchThresholds,
  ): Promise<IdentifiedFace[][]> {
    const verdicts = await this.verdictsOn(gallery, photos);
    const descriptors = photos.flatMap(({ faces }) => faces.map(({ face }) => face.descriptor));
    const limit = Math.max(0, ...verdicts.flat().map(({ rejected }) => rejected.length));
    const hits = await this.enrolled.nearest(
      gallery,
      descriptors,
      reachOf(thresholds),
      2 + Math.min(limit, MAX_REJECTED),
    );
    const rest = [...hits];
    return photos.map(({ faces }, i) => identifyOne(faces, rest.splice(0, faces.length), thresholds, verdicts[i]));
  }

  /** Adds to each face the enrolled photo that comes closest. */
  async withClosest(gallery: Gallery, faces: readonly IdentifiedFace[]): Promise<IdentifiedFace[]> {
    const shown = faces.map(({ match, runnerUp }) => (match ?? runnerUp)?.person.id);
    const asked = faces.flatMap(({ face }, i) =>
      shown[i] === undefined ? [] : [{ personId: shown[i], face: face.descriptor }],
    );
    const found = (await this.enrolled.closestPhotos(gallery, asked)).values();
    return faces.map((face, i) => ({ ...face, closest: shown[i] === undefined ? undefined : found.next().value }));
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
    const runnerUp = open[i].find(({ person }) => person.id !== match?.person.id);
    return { number, face, match, runnerUp, rejected: verdicts[i].rejected, closest: undefined };
  });
}

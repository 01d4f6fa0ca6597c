import type { Catalog } from '../catalog/catalog';
import type { StoredFace } from '../catalog/faces';
import type { MatchThresholds } from '../config';
import { placeIn } from '../engine/boxes';
import type { Hit, IndexedPerson } from '../gallery/descriptor-index';
import type { ClosestPhoto } from '../gallery/enrolled-faces';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import type { Gallery } from '../gallery/galleries';
import type { Ignored } from '../gallery/ignored-book';
import { loadIgnoredFaces } from '../gallery/ignored-faces';
import type { FaceVerdicts } from '../gallery/verdict-book';
import { loadVerdicts } from '../gallery/verdicts';
import { findMatches, isIgnored, type Match, notRejected, openHits, reachOf } from './find-matches';

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
  /** The nearest person who isn't the match. For a face without one, this may be whom another face of the photo was taken for. */
  runnerUp: Hit | undefined;
  /** The people that verdicts say it isn't. */
  rejected: IndexedPerson[];
  /** The closest enrolled photo of the match, or else of the runner-up. Only `withClosest` fills it in. */
  closest: ClosestPhoto | undefined;
}

/** A face's hits include so many rejected people besides the match and the runner-up. More rejections may hide the runner-up. */
const MAX_REJECTED = 8;

/** What users said of a face. */
interface Said {
  verdicts: FaceVerdicts;
  ignored: Ignored | undefined;
}

/** Finds out who the faces of described photos are, by a gallery's people, verdicts and ignored faces. */
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
    const said = await this.saidOf(gallery, photos);
    const descriptors = photos.flatMap(({ faces }) => faces.map(({ face }) => face.descriptor));
    const mostRejected = Math.max(0, ...said.flat().map(({ verdicts }) => verdicts.rejected.length));
    const hits = await this.enrolled.nearest(
      gallery,
      descriptors,
      reachOf(thresholds),
      2 + Math.min(mostRejected, MAX_REJECTED),
    );
    const rest = [...hits];
    return photos.map(({ faces }, i) => identifyOne(faces, rest.splice(0, faces.length), thresholds, said[i] ?? []));
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

  private async saidOf(gallery: Gallery, photos: readonly SeenPhoto[]): Promise<Said[][]> {
    const book = await loadVerdicts(this.catalog, gallery.id);
    const ignored = await loadIgnoredFaces(this.catalog, gallery.id);
    const all: Said[][] = [];
    for (const { width, height, faces, pictureHash } of photos) {
      const seen = faces.map(({ face: { box, descriptor } }) => ({
        place: placeIn(box, { width, height }),
        descriptor,
      }));
      const hash = book.isEmpty && ignored.isEmpty ? null : await pictureHash();
      const ignoredOn = ignored.on(hash, seen);
      all.push(book.on(hash, seen).map((verdicts, i) => ({ verdicts, ignored: ignoredOn[i] })));
    }
    return all;
  }
}

function identifyOne(
  faces: SeenPhoto['faces'],
  hits: readonly Hit[][],
  thresholds: MatchThresholds,
  said: readonly Said[],
): IdentifiedFace[] {
  const likely = hits.map((each, i) => notRejected(each, said[i]?.verdicts.rejected));
  const ignored = said.map((each, i) =>
    isIgnored(each.ignored, each.verdicts, likely[i]?.[0]) ? each.ignored : undefined,
  );
  const verdicts = said.map((each, i) => (ignored[i] ? { ...each.verdicts, confirmed: undefined } : each.verdicts));
  const open = openHits(
    likely.map((each, i) => (ignored[i] ? [] : each)),
    verdicts,
  );
  const matches = findMatches(open, thresholds, verdicts);
  return faces.map(({ number, face }, i) => {
    const match = matches[i];
    const found = ignored[i];
    const near = match ? open[i] : found ? [] : likely[i];
    return {
      number,
      face,
      match,
      ignored: found && (found.face.isFace ? 'ignored' : 'nonface'),
      runnerUp: near?.find(({ person }) => person.id !== match?.person.id),
      rejected: verdicts[i]?.rejected ?? [],
      closest: undefined,
    };
  });
}

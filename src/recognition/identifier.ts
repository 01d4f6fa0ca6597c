import type { Catalog } from '../catalog/catalog';
import { inTurns } from '../concurrency/turns';
import { placeIn } from '../engine/boxes';
import type { Hit } from '../gallery/descriptor-index';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import type { Gallery } from '../gallery/galleries';
import type { Ignored, IgnoredBook } from '../gallery/ignored-book';
import { loadIgnoredFaces } from '../gallery/ignored-faces';
import type { MatchThresholds } from '../gallery/thresholds';
import type { FaceVerdicts, VerdictBook } from '../gallery/verdict-book';
import { loadVerdicts } from '../gallery/verdicts';
import { findMatches, isIgnored, notRejected, openHits, reachOf } from './find-matches';
import type { IdentifiedFace, SeenPhoto } from './identified-face';

/** How many of the nearest people a page may show of each face: the match and the runner-up. */
const SHOWN = 2;

/** A face's hits include so many rejected people besides the match and the runner-up. More rejections may hide the runner-up. */
const MAX_REJECTED = 8;

/** How many faces are looked for in one pass over the gallery, if they are of several photos. */
const MAX_FACES_TOGETHER = 300;

/** Everything that was said of a gallery's faces. */
interface Books {
  verdicts: VerdictBook;
  ignored: IgnoredBook;
}

/** How faces are to be identified. */
interface Asked {
  thresholds: MatchThresholds;
  candidates: number;
}

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
    /** Whether to read what was said of faces as it will be once the next descriptors count. */
    private readonly isNext = false,
  ) {}

  /**
   * Identifies the faces of several photos in few passes over the gallery.
   * @param candidates how many of the nearest people are wanted for each face
   * @returns the faces of each photo, in the given order
   */
  async identify(
    gallery: Gallery,
    photos: readonly SeenPhoto[],
    thresholds: MatchThresholds,
    candidates = 0,
  ): Promise<IdentifiedFace[][]> {
    const books = {
      verdicts: await loadVerdicts(this.catalog, gallery.id, this.isNext),
      ignored: await loadIgnoredFaces(this.catalog, gallery.id, this.isNext),
    };
    const identified: IdentifiedFace[][] = [];
    for (const some of together(photos))
      identified.push(...(await this.identifySome(gallery, some, { thresholds, candidates }, books)));
    return identified;
  }

  private async identifySome(
    gallery: Gallery,
    photos: readonly SeenPhoto[],
    { thresholds, candidates }: Asked,
    books: Books,
  ): Promise<IdentifiedFace[][]> {
    const said: Said[][] = [];
    for (const photo of photos) said.push(await saidOf(photo, books));
    const mostRejected = said.flat().reduce((most, { verdicts }) => Math.max(most, verdicts.rejected.length), 0);
    const hits = await this.enrolled.nearest(
      gallery,
      photos.flatMap(({ faces }) => faces.map(({ face }) => face)),
      reachOf(thresholds),
      Math.max(SHOWN, candidates) + Math.min(mostRejected, MAX_REJECTED),
    );
    const identified: IdentifiedFace[][] = [];
    for (const [i, { faces }] of photos.entries()) {
      const own = hits.splice(0, faces.length);
      identified.push(await identifyOne(faces, own, { thresholds, candidates }, said[i] ?? []));
    }
    return identified;
  }

  /** Fills in each face's closest enrolled photo. */
  async withClosest(gallery: Gallery, faces: readonly IdentifiedFace[]): Promise<IdentifiedFace[]> {
    const named = faces.flatMap(({ number, face, match, runnerUp }) => {
      const hit = match ?? runnerUp;
      return hit ? [{ number, personId: hit.person.id, face }] : [];
    });
    const photos = await this.enrolled.closestPhotos(gallery, named);
    const closest = new Map(named.map(({ number }, i) => [number, photos[i]]));
    return faces.map((face) => ({ ...face, closest: closest.get(face.number) }));
  }
}

/** Finds what was said of each face of a photo. */
async function saidOf({ width, height, faces, pictureHash }: SeenPhoto, { verdicts, ignored }: Books): Promise<Said[]> {
  const seen = faces.map(({ face: { box, descriptor, network } }) => ({
    place: placeIn(box, { width, height }),
    descriptor,
    network,
  }));
  const hash = verdicts.isEmpty && ignored.isEmpty ? null : await pictureHash();
  const ignoredOn = await ignored.on(hash, seen);
  return (await verdicts.on(hash, seen)).map((each, i) => ({ verdicts: each, ignored: ignoredOn[i] }));
}

/** Divides photos so that each part has few faces: the hits of a face take some memory. */
function together(photos: readonly SeenPhoto[]): SeenPhoto[][] {
  const parts: SeenPhoto[][] = [];
  let faces = MAX_FACES_TOGETHER;
  for (const photo of photos) {
    faces += photo.faces.length;
    if (faces <= MAX_FACES_TOGETHER) parts.at(-1)?.push(photo);
    else [faces] = [photo.faces.length, parts.push([photo])];
  }
  return parts;
}

async function identifyOne(
  faces: SeenPhoto['faces'],
  hits: readonly Hit[][],
  { thresholds, candidates }: Asked,
  said: readonly Said[],
): Promise<IdentifiedFace[]> {
  const likely: Hit[][] = [];
  for await (const [i, each] of inTurns(hits.entries())) likely.push(notRejected(each, said[i]?.verdicts.rejected));
  const ignored = said.map((each, i) =>
    isIgnored(each.ignored, each.verdicts, likely[i]?.[0]) ? each.ignored : undefined,
  );
  const verdicts = said.map((each, i) => (ignored[i] ? { ...each.verdicts, confirmed: undefined } : each.verdicts));
  const open = await openHits(
    likely.map((each, i) => (ignored[i] ? [] : each)),
    verdicts,
  );
  const matches = await findMatches(open, thresholds, verdicts);
  return faces.map(({ number, face }, i) => {
    const match = matches[i];
    const found = ignored[i];
    // A confirmed face has no open hits.
    const near = (match ? open[i] : found ? [] : likely[i]) ?? [];
    return {
      number,
      face,
      match,
      ignored: found && (found.face.isFace ? 'ignored' : 'nonface'),
      near: near.slice(0, candidates),
      runnerUp: near.find(({ person }) => person.id !== match?.person.id),
      rejected: verdicts[i]?.rejected ?? [],
      closest: undefined,
    };
  });
}

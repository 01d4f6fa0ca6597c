import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { chunksOf } from '../catalog/chunks';
import { type Described, distanceBetween, fromBytes } from '../catalog/descriptors';
import { withNext } from '../catalog/next-descriptors';
import { piecesInTurns } from '../catalog/read-in-turns';
import { inTurns, Turns } from '../concurrency/turns';
import type { IndexedPerson } from './descriptor-index';
import { isNewerThan, type PhotoPlace } from './photo-order';
import { quarantine } from './photo-rows';

/** The face of one enrolled photo. */
export interface EnrolledFace extends Described {
  person: IndexedPerson;
  imageName: string;
}

/** The photo of a person that a face resembles most, and how far the two are apart. */
export interface ClosestPhoto {
  imageName: string;
  distance: number;
}

interface Row extends PhotoPlace, Omit<IndexedPerson, 'id'> {
  personId: number;
  imageName: string;
  descriptor: Uint8Array;
  network: string;
  nextNetwork: string | null;
  nextDescriptor: Uint8Array | null;
}

type FaceQuery = ReturnType<typeof selectFaces>;

/** People whose faces are read by one statement, and so many faces that it would hold the event loop for long. */
const PEOPLE_AT_ONCE = 200;
const MANY = 1000;

/** Selects the faces of usable photos. */
const selectFaces = (catalog: Catalog) =>
  catalog
    .selectFrom('faces')
    .innerJoin('photos', 'photos.id', 'faces.photoId')
    .innerJoin('people', 'people.id', 'photos.personId')
    .select(['photos.id', 'photos.createdAt', 'photos.imageName', 'faces.descriptor', 'faces.network'])
    .select(['faces.nextNetwork', 'faces.nextDescriptor'])
    .select(['people.id as personId', 'people.handle', 'people.name'])
    .where('photos.quarantined', 'is', null);

/** Finds the photo that a face resembles most, among those that it can be compared with. */
async function closestOf(
  photos: readonly EnrolledFace[],
  face: Described,
  turns: Turns,
): Promise<ClosestPhoto | undefined> {
  let closest: ClosestPhoto | undefined;
  for (const photo of photos) {
    if (turns.isOver) await turns.next();
    const distance = distanceBetween(photo, face);
    if (distance < (closest?.distance ?? Number.POSITIVE_INFINITY)) closest = { imageName: photo.imageName, distance };
  }
  return closest;
}

/** Groups faces by the id of their person. Each group has at least one face. */
export function groupByPerson(faces: readonly EnrolledFace[]): Map<number, EnrolledFace[]> {
  const groups = new Map<number, EnrolledFace[]>();
  for (const face of faces) {
    const group = groups.get(face.person.id);
    if (group) group.push(face);
    else groups.set(face.person.id, [face]);
  }
  return groups;
}

/** Reads enrolled faces from the catalog. A photo whose descriptor is damaged is quarantined and left out. */
export class EnrolledFaces {
  constructor(
    private readonly catalog: Catalog,
    private readonly log: Logger,
    /** Whether to read faces as they will be once the next descriptors count (catalog/next-descriptors.ts). */
    private readonly isNext = false,
  ) {}

  /** Reads all faces of a gallery. */
  async all(galleryId: number): Promise<EnrolledFace[]> {
    return this.read((query) => query.where('photos.galleryId', '=', galleryId));
  }

  /** Reads the faces of some people. @param people their ids */
  async ofPeople(galleryId: number, people: readonly number[]): Promise<EnrolledFace[]> {
    const faces: EnrolledFace[] = [];
    for await (const ids of inTurns(chunksOf(people, PEOPLE_AT_ONCE))) {
      // By their people, not by the gallery's photos, for which there is an index, too: it would look through all of them.
      const own = this.query().where('people.galleryId', '=', galleryId).where('photos.personId', 'in', ids);
      const rows = await own.limit(MANY).execute();
      if (rows.length < MANY) faces.push(...this.readable(rows));
      else for await (const id of inTurns(ids)) faces.push(...(await this.ofPerson(galleryId, id)));
    }
    return faces;
  }

  private ofPerson(galleryId: number, personId: number): Promise<EnrolledFace[]> {
    return this.read((query) =>
      query.where('people.galleryId', '=', galleryId).where('photos.personId', '=', personId),
    );
  }

  /** Reads the faces of a person's first photos. @param limit how many */
  async someOf(galleryId: number, personId: number, limit: number): Promise<EnrolledFace[]> {
    const first = this.query().where('people.galleryId', '=', galleryId).where('photos.personId', '=', personId);
    return this.readable(await first.orderBy('photos.createdAt').orderBy('photos.id').limit(limit).execute());
  }

  /** Reads the faces of the people who were added last. @param limit how many people */
  async ofLastAdded(galleryId: number, limit: number): Promise<EnrolledFace[]> {
    const people = await this.catalog
      .selectFrom('people')
      .select('id')
      .where('galleryId', '=', galleryId)
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return this.ofPeople(
      galleryId,
      people.map(({ id }) => id),
    );
  }

  /**
   * Finds, for each face, the photo of its person that it resembles most.
   * @returns in the order of `queries`; undefined where the person is gone, or has no photo that it can be compared with
   */
  async closest(
    galleryId: number,
    queries: ReadonlyArray<{ personId: number; face: Described }>,
  ): Promise<Array<ClosestPhoto | undefined>> {
    const people = [...new Set(queries.map(({ personId }) => personId))];
    const byPerson = groupByPerson(await this.ofPeople(galleryId, people));
    const found: Array<ClosestPhoto | undefined> = [];
    const turns = new Turns();
    for (const { personId, face } of queries) found.push(await closestOf(byPerson.get(personId) ?? [], face, turns));
    return found;
  }

  /** Reads faces piece by piece, by the photos' dates: there are indexes for that. */
  private async read(only: (query: FaceQuery) => FaceQuery): Promise<EnrolledFace[]> {
    const faces: EnrolledFace[] = [];
    const pieces = piecesInTurns((after: PhotoPlace | undefined, limit) =>
      only(this.query())
        .where(isNewerThan(after))
        .orderBy('photos.createdAt')
        .orderBy('photos.id')
        .limit(limit)
        .execute(),
    );
    for await (const piece of pieces) faces.push(...this.readable(piece));
    return faces;
  }

  private readable(rows: readonly Row[]): EnrolledFace[] {
    const read = this.isNext ? rows.map(withNext) : rows;
    return read.flatMap(({ imageName, descriptor: bytes, network, personId: id, handle, name }) => {
      const descriptor = fromBytes(bytes, network);
      if (descriptor) return [{ person: { id, handle, name }, imageName, descriptor, network }];
      if (this.isNext) return []; // the photo is whole as long as the descriptor that counts is
      const reason = 'its descriptor is damaged';
      this.log.warn({ imageName, reason }, 'photo quarantined');
      quarantine(this.catalog, imageName, reason).catch((error) =>
        this.log.error({ err: error }, 'failed to quarantine a photo'),
      );
      return [];
    });
  }

  private query(): FaceQuery {
    return selectFaces(this.catalog);
  }
}

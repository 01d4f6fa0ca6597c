import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { distanceOf, fromBytes } from '../catalog/descriptors';
import type { IndexedPerson } from './descriptor-index';
import { quarantine } from './photo-rows';

/** The face of one enrolled photo. */
export interface EnrolledFace {
  person: IndexedPerson;
  imageName: string;
  descriptor: Float32Array;
}

/** The photo of a person that a face resembles most, and how far the two are apart. */
export interface ClosestPhoto {
  imageName: string;
  distance: number;
}

interface Row extends IndexedPerson {
  imageName: string;
  descriptor: Uint8Array;
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
  ) {}

  /** Reads all faces of a gallery. */
  async all(galleryId: number): Promise<EnrolledFace[]> {
    return this.readable(await this.query(galleryId).execute());
  }

  /** Reads the faces of some people. @param people their ids */
  async ofPeople(galleryId: number, people: readonly number[]): Promise<EnrolledFace[]> {
    if (people.length === 0) return [];
    return this.readable(
      await this.query(galleryId)
        .where('people.id', 'in', [...people])
        .execute(),
    );
  }

  /** Reads the faces of the people who were added last. @param limit how many people */
  async ofLastAdded(galleryId: number, limit: number): Promise<EnrolledFace[]> {
    const last = this.catalog
      .selectFrom('people')
      .select('id')
      .where('galleryId', '=', galleryId)
      .orderBy('id', 'desc')
      .limit(limit);
    return this.readable(await this.query(galleryId).where('people.id', 'in', last).execute());
  }

  /**
   * Finds, for each face, the photo of its person that it resembles most, with one SQL query for all.
   * @returns in the order of `queries`; undefined where the person is gone
   */
  async closest(
    galleryId: number,
    queries: ReadonlyArray<{ personId: number; face: Float32Array }>,
  ): Promise<Array<ClosestPhoto | undefined>> {
    const people = [...new Set(queries.map(({ personId }) => personId))];
    const byPerson = groupByPerson(await this.ofPeople(galleryId, people));
    return queries.map(({ personId, face }) => {
      const photos = (byPerson.get(personId) ?? []).map(({ imageName, descriptor }) => ({
        imageName,
        distance: distanceOf(descriptor, face),
      }));
      return photos.sort((one, other) => one.distance - other.distance)[0];
    });
  }

  private readable(rows: readonly Row[]): EnrolledFace[] {
    return rows.flatMap(({ imageName, descriptor, ...person }) => {
      const read = fromBytes(descriptor);
      if (read) return [{ person, imageName, descriptor: read }];
      const reason = 'its descriptor is damaged';
      this.log.warn({ imageName, reason }, 'photo quarantined');
      quarantine(this.catalog, imageName, reason).catch((error) =>
        this.log.error({ err: error }, 'failed to quarantine a photo'),
      );
      return [];
    });
  }

  private query(galleryId: number) {
    return this.catalog
      .selectFrom('faces')
      .innerJoin('photos', 'photos.id', 'faces.photoId')
      .innerJoin('people', 'people.id', 'photos.personId')
      .select(['people.id', 'people.handle', 'people.name', 'photos.imageName', 'faces.descriptor'])
      .where('photos.galleryId', '=', galleryId)
      .where('photos.quarantined', 'is', null);
  }
}

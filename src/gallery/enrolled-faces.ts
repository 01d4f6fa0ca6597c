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

/** The photo of a person that a face resembles most. */
export interface ClosestPhoto {
  imageName: string;
  distance: number;
}

interface Row extends IndexedPerson {
  imageName: string;
  descriptor: Uint8Array;
}

export function groupByPerson(faces: readonly EnrolledFace[]): Map<number, EnrolledFace[]> {
  const groups = new Map<number, EnrolledFace[]>();
  for (const face of faces) {
    const group = groups.get(face.person.id);
    if (group) group.push(face);
    else groups.set(face.person.id, [face]);
  }
  return groups;
}

/** The enrolled faces in the catalogue. One whose descriptor is damaged is set aside, and the others count. */
export class EnrolledFaces {
  constructor(
    private readonly catalog: Catalog,
    private readonly log: Logger,
  ) {}

  /** All of a user's. */
  async all(userId: number): Promise<EnrolledFace[]> {
    return this.readable(await this.query(userId).execute());
  }

  /** Those of some people. */
  async ofPeople(userId: number, people: readonly number[]): Promise<EnrolledFace[]> {
    if (people.length === 0) return [];
    return this.readable(
      await this.query(userId)
        .where('people.id', 'in', [...people])
        .execute(),
    );
  }

  /** Those of the people who were added last. @param limit people */
  async ofLastAdded(userId: number, limit: number): Promise<EnrolledFace[]> {
    const last = this.catalog
      .selectFrom('people')
      .select('id')
      .where('userId', '=', userId)
      .orderBy('id', 'desc')
      .limit(limit);
    return this.readable(await this.query(userId).where('people.id', 'in', last).execute());
  }

  /** For each face, the photo of its person that it resembles most; undefined where the person is gone. One query for all. */
  async closest(
    userId: number,
    asked: ReadonlyArray<{ personId: number; face: Float32Array }>,
  ): Promise<Array<ClosestPhoto | undefined>> {
    const people = [...new Set(asked.map(({ personId }) => personId))];
    const byPerson = groupByPerson(await this.ofPeople(userId, people));
    return asked.map(({ personId, face }) => {
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

  private query(userId: number) {
    return this.catalog
      .selectFrom('faces')
      .innerJoin('photos', 'photos.id', 'faces.photoId')
      .innerJoin('people', 'people.id', 'photos.personId')
      .select(['people.id', 'people.handle', 'people.name', 'photos.imageName', 'faces.descriptor'])
      .where('photos.userId', '=', userId)
      .where('photos.quarantined', 'is', null);
  }
}

import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { distanceOf, fromBytes } from '../catalog/descriptors';
import { DescriptorIndex, type Hit, type IndexedPerson } from './descriptor-index';
import { setAside } from './photo-rows';

/** Memory for all users' indexes together: 130,000 people. */
const MOST_BYTES = 64 * 1024 * 1024;
/** What an index takes even when it is empty. */
const LEAST_BYTES = 1024;

/** The mean of at least one descriptor: steadier than any single one (docs/accuracy.md). */
export function meanOf(descriptors: readonly Float32Array[]): Float32Array {
  return Float32Array.from(descriptors[0], (_, i) => descriptors.reduce((sum, each) => sum + each[i], 0) / descriptors.length);
}

/** The photo of a person that a face resembles most. */
export interface ClosestPhoto {
  imageName: string;
  distance: number;
}

interface FaceRow extends IndexedPerson {
  imageName: string;
  descriptor: Uint8Array;
}

/**
 * Every user's index of people, built from the catalogue when it is first asked for, kept in step from then on, and
 * forgotten when others need the memory.
 */
export class EnrolledPeople {
  private readonly indexes = new LRUCache<number, Promise<DescriptorIndex>>({
    maxSize: MOST_BYTES,
    // How large an index is, is known when it is loaded; until then it counts as empty.
    sizeCalculation: () => LEAST_BYTES,
  });

  constructor(
    private readonly catalog: Catalog,
    private readonly log: Logger,
  ) {}

  /** Everyone within `radius` of each face. */
  async within(userId: number, faces: readonly Float32Array[], radius: number): Promise<Hit[][]> {
    return (await this.indexOf(userId)).within(faces, radius);
  }

  /** The photo of a person that a face resembles most, or undefined when the person is gone. */
  async closestPhoto(userId: number, personId: number, face: Float32Array): Promise<ClosestPhoto | undefined> {
    const faces = this.readable(await this.facesOf(userId).where('people.id', '=', personId).execute());
    return faces
      .map(({ imageName, descriptor }) => ({ imageName, distance: distanceOf(descriptor, face) }))
      .sort((one, other) => one.distance - other.distance)[0];
  }

  private async indexOf(userId: number): Promise<DescriptorIndex> {
    const known = this.indexes.get(userId);
    if (known) return known;
    const loading = this.load(userId);
    this.indexes.set(userId, loading);
    try {
      const index = await loading;
      this.resize(userId, loading, index);
      return index;
    } catch (error) {
      this.indexes.delete(userId); // the next one tries again
      throw error;
    }
  }

  /** Brings a person into step with the catalogue, after anything about them has changed there. */
  async refresh(userId: number, personId: number): Promise<void> {
    const loading = this.indexes.peek(userId);
    if (!loading) return;
    const index = await loading;
    const rows = await this.facesOf(userId).where('people.id', '=', personId).execute();
    if (!this.enrol(index, rows)) index.delete(personId);
    this.resize(userId, loading, index);
  }

  private resize(userId: number, loading: Promise<DescriptorIndex>, index: DescriptorIndex): void {
    if (this.indexes.peek(userId) === loading) this.indexes.set(userId, loading, { size: LEAST_BYTES + index.bytes });
  }

  private async load(userId: number): Promise<DescriptorIndex> {
    const index = new DescriptorIndex();
    const rows = await this.facesOf(userId).orderBy('people.id').execute();
    for (let from = 0, to = 0; from < rows.length; from = to) {
      while (to < rows.length && rows[to].id === rows[from].id) to++;
      this.enrol(index, rows.slice(from, to));
    }
    return index;
  }

  /** @returns whether one of a person's faces, at least, could be read */
  private enrol(index: DescriptorIndex, rows: readonly FaceRow[]): boolean {
    const faces = this.readable(rows);
    if (faces.length > 0) index.set({ id: rows[0].id, name: rows[0].name }, meanOf(faces.map(({ descriptor }) => descriptor)));
    return faces.length > 0;
  }

  /** Sets photos aside whose descriptor is damaged; the others count. */
  private readable(rows: readonly FaceRow[]) {
    return rows.flatMap(({ imageName, descriptor }) => {
      const read = fromBytes(descriptor);
      if (read) return [{ imageName, descriptor: read }];
      const reason = 'its descriptor is damaged';
      this.log.warn({ imageName, reason }, 'a photo was set aside');
      setAside(this.catalog, imageName, reason).catch((error) => this.log.error({ err: error }, 'failed to set a photo aside'));
      return [];
    });
  }

  private facesOf(userId: number) {
    return this.catalog
      .selectFrom('faces')
      .innerJoin('photos', 'photos.id', 'faces.photoId')
      .innerJoin('people', 'people.id', 'photos.personId')
      .select(['people.id', 'people.name', 'photos.imageName', 'faces.descriptor'])
      .where('photos.userId', '=', userId)
      .where('photos.quarantined', 'is', null);
  }
}

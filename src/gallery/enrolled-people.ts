import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import type { Described } from '../catalog/descriptors';
import {
  closenessOf,
  closenessOfPerson,
  type GalleryCloseness,
  MAX_PHOTOS,
  NEAREST,
  type PersonCloseness,
} from './closeness';
import type { DescriptorIndex, Hit } from './descriptor-index';
import { type ClosestPhoto, EnrolledFaces, groupByPerson } from './enrolled-faces';
import type { Gallery } from './galleries';
import { galleryState } from './gallery-changes';
import { GalleryIndex } from './gallery-index';
import type { GallerySize } from './thresholds';

/** The memory for all galleries' indexes together, in bytes: enough for 130,000 people. */
const MAX_BYTES = 64 * 1024 * 1024;
/** The bytes that even an empty index takes. */
const MIN_BYTES = 1024;

/** How many people `closeness` compares, photo by photo: 10,000 photos take a second. Others get their turn in between. */
export const MAX_COMPARED = 2000;

/**
 * Finds the people of a gallery whom a face resembles. Each gallery has an index in memory: built from the catalog when it is
 * first needed, dropped when others need the memory, and brought up to the gallery's version before every search.
 */
export class EnrolledPeople {
  private readonly indexes = new LRUCache<number, GalleryIndex>({
    maxSize: MAX_BYTES,
    // The size of an index is known once it is loaded; until then it counts as empty.
    sizeCalculation: () => MIN_BYTES,
  });
  private readonly known = new WeakMap<
    DescriptorIndex,
    { changes: number; within: number; closeness: Promise<GalleryCloseness> }
  >();
  private readonly faces: EnrolledFaces;

  constructor(
    private readonly catalog: Catalog,
    log: Logger,
    /** A network that all galleries are looked at with as they will be once its descriptors count; by default, as they are. */
    private readonly next?: string,
  ) {
    this.faces = new EnrolledFaces(catalog, log, next !== undefined);
  }

  /**
   * Finds everyone within `radius` of each face.
   * @returns a list for each face, the nearest person first; nobody for a face that another network has described
   */
  within(gallery: Gallery, faces: readonly Described[], radius: number): Promise<Hit[][]> {
    return this.nearest(gallery, faces, radius, 0);
  }

  /**
   * Finds everyone within `radius` of each face, and the `min` nearest people even when they are farther away.
   * @returns a list for each face, the nearest person first; nobody for a face that another network has described
   */
  async nearest(gallery: Gallery, faces: readonly Described[], radius: number, min: number): Promise<Hit[][]> {
    const index = await this.indexOf(gallery);
    const known = faces.filter((face) => index.knows(face));
    const found = await index.people.nearest(
      known.map(({ descriptor }) => descriptor),
      radius,
      min,
    );
    const hits = new Map(known.map((face, i) => [face, found[i] ?? []]));
    return faces.map((face) => hits.get(face) ?? []);
  }

  /** The distance between a face and the mean of a person's faces; undefined for a person without photos to compare it with. */
  async distanceTo(gallery: Gallery, personId: number, face: Described): Promise<number | undefined> {
    const index = await this.indexOf(gallery);
    return index.knows(face) ? index.people.distanceTo(personId, face.descriptor) : undefined;
  }

  /**
   * Finds, for each face, the photo of its person that it resembles most.
   * @returns in the order of `queries`; undefined where the person is gone
   */
  closestPhotos(
    gallery: Gallery,
    queries: ReadonlyArray<{ personId: number; face: Described }>,
  ): Promise<Array<ClosestPhoto | undefined>> {
    return this.faces.closest(gallery.id, queries);
  }

  /** The number of people in a gallery's index: those with at least one usable photo. */
  async count(gallery: Gallery): Promise<number> {
    return (await this.sizeOf(gallery)).people;
  }

  /** How many people a gallery has, and how many of them have few photos. */
  async sizeOf(gallery: Gallery): Promise<GallerySize> {
    return (await this.indexOf(gallery)).people.counts;
  }

  /**
   * Finds how close the people of a gallery come to each other: the `MAX_COMPARED` who were added last. The result is cached until
   * the gallery changes.
   * @param within up to which distance a photo is close to somebody
   */
  async closeness(gallery: Gallery, within: number): Promise<GalleryCloseness> {
    const index = await this.indexOf(gallery);
    const { people } = index;
    const { changes } = people;
    const cached = this.known.get(people);
    if (cached?.changes === changes && cached.within === within) return cached.closeness;
    const closeness = this.faces
      .ofLastAdded(gallery.id, MAX_COMPARED)
      .then((faces) => closenessOf([...groupByPerson(faces.filter((face) => index.knows(face))).values()], within));
    this.known.set(people, { changes, within, closeness });
    closeness.catch(() => this.known.delete(people)); // the next call tries again
    return closeness;
  }

  /**
   * Finds how close a person's first photos come to everybody else in the gallery.
   * @param within up to which distance a photo is close to somebody
   * @returns undefined for a person without photos
   */
  async closenessOf(gallery: Gallery, personId: number, within: number): Promise<PersonCloseness | undefined> {
    const index = await this.indexOf(gallery);
    const some = await this.faces.someOf(gallery.id, personId, MAX_PHOTOS);
    const { people } = index; // now, as another network may have come to count meanwhile
    const faces = some.filter((face) => index.knows(face));
    const own = people.meanOf(personId);
    if (!own || faces.length === 0) return undefined;
    const hits = await people.nearest(
      faces.map(({ descriptor }) => descriptor),
      0,
      NEAREST,
    );
    return closenessOfPerson(faces, hits, own, within);
  }

  /** Drops the index of a gallery that was deleted. */
  forget({ id }: Pick<Gallery, 'id'>): void {
    this.indexes.delete(id);
  }

  private async indexOf({ id }: Gallery): Promise<GalleryIndex> {
    const index = this.indexes.get(id) ?? new GalleryIndex(this.catalog, this.faces, id, this.next);
    if (!this.indexes.has(id)) this.indexes.set(id, index);
    try {
      if (await index.catchUp((await galleryState(this.catalog, id)).version)) this.resize(id, index);
      return index;
    } catch (error) {
      if (this.indexes.peek(id) === index) this.indexes.delete(id); // the next call starts afresh
      throw error;
    }
  }

  private resize(id: number, index: GalleryIndex): void {
    if (this.indexes.peek(id) === index) this.indexes.set(id, index, { size: MIN_BYTES + index.people.bytes });
  }
}

import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { type ClosestPair, closestPair } from './closest-pair';
import type { Hit } from './descriptor-index';
import { type ClosestPhoto, EnrolledFaces, groupByPerson } from './enrolled-faces';
import { galleryVersion } from './gallery-changes';
import { GalleryIndex } from './gallery-index';
import type { Gallery } from './gallery-rows';

/** Memory for all galleries' indexes together: 130,000 people. */
const MAX_BYTES = 64 * 1024 * 1024;
/** What an index takes even when it is empty. */
const MIN_BYTES = 1024;

/** People who are compared with each other, photo by photo: 10,000 photos take a second. */
export const MAX_COMPARED = 2000;

/**
 * Every gallery's index of people, built from the catalog when it is first asked for, and forgotten when others need the
 * memory. Whenever it is asked, it catches up with the gallery's version first, whoever has changed the gallery.
 */
export class EnrolledPeople {
  private readonly indexes = new LRUCache<number, GalleryIndex>({
    maxSize: MAX_BYTES,
    // How large an index is, is known when it is loaded; until then it counts as empty.
    sizeCalculation: () => MIN_BYTES,
  });
  private readonly pairs = new WeakMap<GalleryIndex, { changes: number; pair: Promise<ClosestPair | undefined> }>();
  private readonly faces: EnrolledFaces;

  constructor(
    private readonly catalog: Catalog,
    log: Logger,
  ) {
    this.faces = new EnrolledFaces(catalog, log);
  }

  /** Everyone within `radius` of each face. */
  async within(gallery: Gallery, faces: readonly Float32Array[], radius: number): Promise<Hit[][]> {
    return (await this.indexOf(gallery)).people.within(faces, radius);
  }

  /** Everyone within `radius` of each face, and in any case the `min` nearest people; the nearest first. */
  async nearest(gallery: Gallery, faces: readonly Float32Array[], radius: number, min: number): Promise<Hit[][]> {
    return (await this.indexOf(gallery)).people.nearest(faces, radius, min);
  }

  /** How far a face is from a person's mean; undefined for a person without photos. */
  async distanceTo(gallery: Gallery, personId: number, face: Float32Array): Promise<number | undefined> {
    return (await this.indexOf(gallery)).people.distanceTo(personId, face);
  }

  /** For each face, the photo of its person that it resembles most; undefined where the person is gone. */
  closestPhotos(
    gallery: Gallery,
    asked: ReadonlyArray<{ personId: number; face: Float32Array }>,
  ): Promise<Array<ClosestPhoto | undefined>> {
    return this.faces.closest(gallery.id, asked);
  }

  /** How many people a gallery's faces are compared with. */
  async count(gallery: Gallery): Promise<number> {
    return (await this.indexOf(gallery)).people.size;
  }

  /**
   * The two people who are most alike, among the `MAX_COMPARED` who were added last; undefined for fewer than two. It is
   * kept until the gallery changes.
   */
  async closestPair(gallery: Gallery): Promise<ClosestPair | undefined> {
    const index = await this.indexOf(gallery);
    const { changes } = index.people;
    const known = this.pairs.get(index);
    if (known?.changes === changes) return known.pair;
    const pair = this.faces
      .ofLastAdded(gallery.id, MAX_COMPARED)
      .then((faces) => closestPair([...groupByPerson(faces).values()]));
    this.pairs.set(index, { changes, pair });
    pair.catch(() => this.pairs.delete(index)); // the next one tries again
    return pair;
  }

  /** Forgets a gallery that is gone. */
  forget({ id }: Gallery): void {
    this.indexes.delete(id);
  }

  private async indexOf({ id }: Gallery): Promise<GalleryIndex> {
    const index = this.indexes.get(id) ?? new GalleryIndex(this.catalog, this.faces, id);
    if (!this.indexes.has(id)) this.indexes.set(id, index);
    try {
      if (await index.catchUp(await galleryVersion(this.catalog, id))) this.resize(id, index);
      return index;
    } catch (error) {
      if (this.indexes.peek(id) === index) this.indexes.delete(id); // the next one begins anew
      throw error;
    }
  }

  private resize(id: number, index: GalleryIndex): void {
    if (this.indexes.peek(id) === index) this.indexes.set(id, index, { size: MIN_BYTES + index.people.bytes });
  }
}

import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { type ClosestPair, closestPair } from './closest-pair';
import { DescriptorIndex, type Hit } from './descriptor-index';
import { type ClosestPhoto, type EnrolledFace, EnrolledFaces, groupByPerson } from './enrolled-faces';
import { meanOf } from './nearest';

/** Memory for all users' indexes together: 130,000 people. */
const MAX_BYTES = 64 * 1024 * 1024;
/** What an index takes even when it is empty. */
const MIN_BYTES = 1024;

/** People who are compared with each other, photo by photo: 10,000 photos take a second. */
export const MAX_COMPARED = 2000;

/** Gives a person the mean of their faces. */
const enrol = (index: DescriptorIndex, faces: readonly EnrolledFace[]) =>
  index.set(faces[0].person, meanOf(faces.map(({ descriptor }) => descriptor)));

/**
 * Every user's index of people, built from the catalogue when it is first asked for, kept in step from then on, and
 * forgotten when others need the memory.
 */
export class EnrolledPeople {
  private readonly indexes = new LRUCache<number, Promise<DescriptorIndex>>({
    maxSize: MAX_BYTES,
    // How large an index is, is known when it is loaded; until then it counts as empty.
    sizeCalculation: () => MIN_BYTES,
  });
  private readonly pairs = new WeakMap<DescriptorIndex, { changes: number; pair: Promise<ClosestPair | undefined> }>();
  private readonly faces: EnrolledFaces;

  constructor(catalog: Catalog, log: Logger) {
    this.faces = new EnrolledFaces(catalog, log);
  }

  /** Everyone within `radius` of each face. */
  async within(userId: number, faces: readonly Float32Array[], radius: number): Promise<Hit[][]> {
    return (await this.indexOf(userId)).within(faces, radius);
  }

  /** Everyone within `radius` of each face, and in any case the `least` nearest people; the nearest first. */
  async nearest(userId: number, faces: readonly Float32Array[], radius: number, min: number): Promise<Hit[][]> {
    return (await this.indexOf(userId)).nearest(faces, radius, min);
  }

  /** How far a face is from a person's mean; undefined for a person without photos. */
  async distanceTo(userId: number, personId: number, face: Float32Array): Promise<number | undefined> {
    return (await this.indexOf(userId)).distanceTo(personId, face);
  }

  /** For each face, the photo of its person that it resembles most; undefined where the person is gone. */
  closestPhotos(
    userId: number,
    asked: ReadonlyArray<{ personId: number; face: Float32Array }>,
  ): Promise<Array<ClosestPhoto | undefined>> {
    return this.faces.closest(userId, asked);
  }

  /** How many people a user's faces are compared with. */
  async count(userId: number): Promise<number> {
    return (await this.indexOf(userId)).size;
  }

  /**
   * The two people who are most alike, among the `MOST_COMPARED` who were added last; undefined for fewer than two. It is kept until
   * the gallery changes.
   */
  async closestPair(userId: number): Promise<ClosestPair | undefined> {
    const index = await this.indexOf(userId);
    const known = this.pairs.get(index);
    if (known?.changes === index.changes) return known.pair;
    const pair = this.faces
      .ofLastAdded(userId, MAX_COMPARED)
      .then((faces) => closestPair([...groupByPerson(faces).values()]));
    this.pairs.set(index, { changes: index.changes, pair });
    pair.catch(() => this.pairs.delete(index)); // the next one tries again
    return pair;
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
    const faces = await this.faces.ofPeople(userId, [personId]);
    if (faces.length > 0) enrol(index, faces);
    else index.delete(personId);
    this.resize(userId, loading, index);
  }

  /** Forgets what is known of a user's people. */
  forget(userId: number): void {
    this.indexes.delete(userId);
  }

  private resize(userId: number, loading: Promise<DescriptorIndex>, index: DescriptorIndex): void {
    if (this.indexes.peek(userId) === loading) this.indexes.set(userId, loading, { size: MIN_BYTES + index.bytes });
  }

  private async load(userId: number): Promise<DescriptorIndex> {
    const index = new DescriptorIndex();
    for (const faces of groupByPerson(await this.faces.all(userId)).values()) enrol(index, faces);
    return index;
  }
}

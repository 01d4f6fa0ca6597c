import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { fromBytes } from '../catalog/descriptors';
import { folderOf } from '../catalog/user-folder';
import type { DescribedFace, FaceEngine } from '../engine/contract';
import { noFace } from '../errors';
import { newImageName } from '../photos/image-name';
import type { PhotoStore } from '../photos/photo-store';
import { deletePhoto, insertPhoto } from './photo-rows';

export interface KnownPhoto {
  imageName: string;
  path: string;
  createdAt: number;
}

export interface KnownPerson {
  id: number;
  name: string;
  /** Newest first; never empty. */
  photos: KnownPhoto[];
}

/** A person as recognition knows them: one descriptor for each photo. */
export interface EnrolledPerson {
  id: number;
  name: string;
  descriptors: Float32Array[];
}

export interface AddedPhoto {
  imageName: string;
  /** How many faces the photo shows; the largest was taken. */
  faces: number;
}

const area = ({ box }: DescribedFace) => box.width * box.height;

/** The people whom a user knows, and their photos. Everything asked for is looked for among that user's own. */
export class Gallery {
  constructor(
    private readonly catalog: Catalog,
    private readonly store: PhotoStore,
    private readonly engine: FaceEngine,
    private readonly log: Logger,
  ) {}

  /**
   * Adds a labelled photo: its largest face becomes one more view of the person. When this resolves, the photo outlives
   * a crash; when it rejects, nothing of it is stored.
   * @param name as `readName` gives it; a new one makes a new person
   * @throws noFace, storageFull, and what the engine throws
   */
  async addPhoto(userId: number, name: string, bytes: Uint8Array): Promise<AddedPhoto> {
    const { picture, faces } = await this.engine.describe(bytes);
    if (faces.length === 0) throw noFace();
    const face = faces.reduce((largest, each) => (area(each) > area(largest) ? each : largest));

    const imageName = newImageName(name);
    const path = `${await folderOf(this.catalog, userId)}/${imageName}.jpg`;
    await this.store.write(path, picture.jpeg);
    try {
      await insertPhoto(this.catalog, { userId, name, imageName, path, width: picture.width, height: picture.height, face });
    } catch (error) {
      await this.store.remove(path);
      throw error;
    }
    return { imageName, faces: faces.length };
  }

  /** Everyone, by name. */
  async listPeople(userId: number): Promise<KnownPerson[]> {
    const rows = await this.catalog
      .selectFrom('photos')
      .innerJoin('people', 'people.id', 'photos.personId')
      .select(['people.id', 'people.name', 'photos.imageName', 'photos.path', 'photos.createdAt'])
      .where('photos.userId', '=', userId)
      .where('photos.quarantined', 'is', null)
      .orderBy('photos.createdAt', 'desc')
      .orderBy('photos.id', 'desc')
      .execute();
    const people = groupBy(rows, ({ id, name }) => ({ id, name, photos: [] as KnownPhoto[] }));
    for (const { id, imageName, path, createdAt } of rows) people.get(id)?.photos.push({ imageName, path, createdAt });
    return [...people.values()].sort((one, other) => one.name.localeCompare(other.name));
  }

  /** Everyone's descriptors. A face whose descriptor can't be read is set aside and named in the log; the others count. */
  async enrolledPeople(userId: number): Promise<EnrolledPerson[]> {
    const rows = await this.catalog
      .selectFrom('faces')
      .innerJoin('photos', 'photos.id', 'faces.photoId')
      .innerJoin('people', 'people.id', 'photos.personId')
      .select(['people.id', 'people.name', 'photos.imageName', 'faces.descriptor'])
      .where('photos.userId', '=', userId)
      .where('photos.quarantined', 'is', null)
      .orderBy('faces.id')
      .execute();
    const people = groupBy(rows, ({ id, name }) => ({ id, name, descriptors: [] as Float32Array[] }));
    for (const { id, imageName, descriptor } of rows) {
      const read = fromBytes(descriptor);
      if (read) people.get(id)?.descriptors.push(read);
      else await this.quarantine(imageName, 'its descriptor is damaged');
    }
    return [...people.values()].filter(({ descriptors }) => descriptors.length > 0);
  }

  /** One photo, or undefined when the user has none of that name: the same whether or not somebody else has. */
  async findPhoto(userId: number, imageName: string): Promise<KnownPhoto | undefined> {
    return this.catalog
      .selectFrom('photos')
      .select(['imageName', 'path', 'createdAt'])
      .where('userId', '=', userId)
      .where('imageName', '=', imageName)
      .where('quarantined', 'is', null)
      .executeTakeFirst();
  }

  /** The photo's bytes (JPEG), or undefined when its file is gone: then it is set aside. */
  async readPhoto({ imageName, path }: KnownPhoto): Promise<Buffer | undefined> {
    const bytes = await this.store.read(path);
    if (!bytes) await this.quarantine(imageName, 'its file is missing');
    return bytes;
  }

  /**
   * Removes a photo and its face, and the person with their last one.
   * @returns the person's name, or undefined when the user has no such photo
   */
  async removePhoto(userId: number, imageName: string): Promise<string | undefined> {
    const removed = await deletePhoto(this.catalog, userId, imageName);
    // The row is the truth: a file that outlives it here is swept at the next start.
    if (removed) await this.store.remove(removed.path);
    return removed?.name;
  }

  /** At start: sets aside photos whose file is gone, and removes files that no photo claims. */
  async tidy(): Promise<void> {
    const photos = await this.catalog.selectFrom('photos').select(['imageName', 'path']).where('quarantined', 'is', null).execute();
    const missing = await this.store.sweep(new Set(photos.map(({ path }) => path)));
    for (const { imageName, path } of photos) if (missing.has(path)) await this.quarantine(imageName, 'its file is missing');
  }

  private async quarantine(imageName: string, reason: string): Promise<void> {
    this.log.warn({ imageName, reason }, 'a photo was set aside');
    await this.catalog.updateTable('photos').set({ quarantined: reason }).where('imageName', '=', imageName).execute();
  }
}

function groupBy<Row extends { id: number }, Group>(rows: readonly Row[], begin: (row: Row) => Group): Map<number, Group> {
  const groups = new Map<number, Group>();
  for (const row of rows) if (!groups.has(row.id)) groups.set(row.id, begin(row));
  return groups;
}

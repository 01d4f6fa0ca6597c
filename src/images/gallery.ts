import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { folderOf } from '../catalog/user-folder';
import type { DescribedFace, FaceEngine } from '../engine/contract';
import { noFace } from '../errors';
import { newImageName } from '../photos/image-name';
import type { PhotoStore } from '../photos/photo-store';
import type { FacePlace } from '../photos/thumbnail';
import type { EnrolledPeople } from './enrolled-people';
import { deletePhoto, insertPhoto, setAside } from './photo-rows';

export interface KnownPhoto {
  imageName: string;
  path: string;
  createdAt: number;
}

/** A photo and where its chosen face is. */
export interface FoundPhoto extends KnownPhoto {
  face: FacePlace;
}

export interface KnownPerson {
  id: number;
  name: string;
  /** Newest first; never empty. */
  photos: KnownPhoto[];
}

export interface PeoplePage {
  people: KnownPerson[];
  /** From 1. */
  page: number;
  /** Whether there are people after this page: all of them would have to be counted to say how many. */
  more: boolean;
}

export interface AddedPhoto {
  imageName: string;
  /** How many faces the photo shows; the largest was taken. */
  faces: number;
}

const PEOPLE_ON_A_PAGE = 24;

const area = ({ box }: DescribedFace) => box.width * box.height;

/** The people whom a user knows, and their photos. Everything asked for is looked for among that user's own. */
export class Gallery {
  constructor(
    private readonly catalog: Catalog,
    private readonly store: PhotoStore,
    private readonly engine: FaceEngine,
    private readonly enrolled: EnrolledPeople,
    private readonly log: Logger,
  ) {}

  /**
   * Adds a labelled photo: its largest face becomes one more view of the person. When this resolves, the photo outlives
   * a crash; when it rejects, nothing of it is stored.
   * @param name as `readName` gives it; a new one makes a new person
   * @throws noFace, storageFull, and what the engine throws
   */
  async addPhoto(userId: number, name: string, bytes: Uint8Array, leaving?: AbortSignal): Promise<AddedPhoto> {
    const { picture, faces } = await this.engine.describe(bytes, leaving);
    if (faces.length === 0) throw noFace();
    const face = faces.reduce((largest, each) => (area(each) > area(largest) ? each : largest));

    const imageName = newImageName(name);
    const path = `${await folderOf(this.catalog, userId)}/${imageName}.jpg`;
    await this.store.write(path, picture.jpeg);
    const row = { userId, name, imageName, path, width: picture.width, height: picture.height, face };
    const personId = await insertPhoto(this.catalog, row).catch(async (error) => {
      await this.store.remove(path);
      throw error;
    });
    await this.enrolled.refresh(userId, personId);
    return { imageName, faces: faces.length };
  }

  /** Some of the people, by name: a page of them. */
  async listPeople(userId: number, page: number): Promise<PeoplePage> {
    const own = this.catalog.selectFrom('people').where('userId', '=', userId);
    const shown = own.where(({ exists, selectFrom }) =>
      exists(selectFrom('photos').select('photos.id').whereRef('photos.personId', '=', 'people.id').where('quarantined', 'is', null)),
    );
    const found = await shown
      .select(['id', 'name'])
      .orderBy('nameKey')
      .limit(PEOPLE_ON_A_PAGE + 1)
      .offset((page - 1) * PEOPLE_ON_A_PAGE)
      .execute();
    const people = found.slice(0, PEOPLE_ON_A_PAGE);
    const photos = await this.photosOf(people.map(({ id }) => id));
    return { people: people.map(({ id, name }) => ({ id, name, photos: photos.get(id) ?? [] })), page, more: found.length > people.length };
  }

  /** Newest first. */
  private async photosOf(people: readonly number[]): Promise<Map<number, KnownPhoto[]>> {
    const photos = new Map<number, KnownPhoto[]>(people.map((id) => [id, []]));
    const rows = await this.catalog
      .selectFrom('photos')
      .select(['personId', 'imageName', 'path', 'createdAt'])
      .where('personId', 'in', [...people])
      .where('quarantined', 'is', null)
      .orderBy('createdAt', 'desc')
      .orderBy('id', 'desc')
      .execute();
    for (const { personId, ...photo } of rows) photos.get(personId)?.push(photo);
    return photos;
  }

  /** One photo, or undefined when the user has none of that name: the same whether or not somebody else has. */
  async findPhoto(userId: number, imageName: string): Promise<FoundPhoto | undefined> {
    const row = await this.catalog
      .selectFrom('photos')
      .innerJoin('faces', 'faces.photoId', 'photos.id')
      .select(['imageName', 'path', 'createdAt', 'left', 'top', 'faces.width', 'faces.height'])
      .select(['photos.width as photoWidth', 'photos.height as photoHeight'])
      .where('userId', '=', userId)
      .where('imageName', '=', imageName)
      .where('quarantined', 'is', null)
      .executeTakeFirst();
    if (!row) return undefined;
    const { imageName: name, path, createdAt, ...face } = row;
    return { imageName: name, path, createdAt, face };
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
    if (!removed) return undefined;
    await this.enrolled.refresh(userId, removed.personId);
    await this.store.remove(removed.path);
    return removed.name;
  }

  /** At start: sets aside photos whose file is gone, and removes files that no photo claims. */
  async tidy(): Promise<void> {
    const photos = await this.catalog.selectFrom('photos').select(['imageName', 'path']).where('quarantined', 'is', null).execute();
    const missing = await this.store.sweep(new Set(photos.map(({ path }) => path)));
    for (const { imageName, path } of photos) if (missing.has(path)) await this.quarantine(imageName, 'its file is missing');
  }

  private async quarantine(imageName: string, reason: string): Promise<void> {
    this.log.warn({ imageName, reason }, 'a photo was set aside');
    const photo = await setAside(this.catalog, imageName, reason);
    if (photo) await this.enrolled.refresh(photo.userId, photo.personId);
  }
}

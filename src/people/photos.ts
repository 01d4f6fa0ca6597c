import type { FileHandle } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { findDamaged } from '../gallery/damaged-photos';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import { deletePhoto, quarantine, type RemovedPhoto } from '../gallery/photo-rows';
import type { PhotoStore } from '../storage/photo-store';
import { type FacePlace, makeThumbnail } from '../storage/thumbnail';
import { ThumbnailCache } from '../storage/thumbnail-cache';

export interface KnownPhoto {
  imageName: string;
  path: string;
  createdAt: number;
}

/** A photo and where its chosen face is. */
export interface FoundPhoto extends KnownPhoto {
  face: FacePlace;
}

/** A photo among a person's others: how large its face is, in pixels, and how good a view of it (engine/quality.ts; null where unknown). */
export interface ListedPhoto {
  id: number;
  imageName: string;
  createdAt: number;
  width: number;
  height: number;
  sharpness: number | null;
  turn: number | null;
}

export interface PhotosPage {
  /** Newest first. */
  photos: ListedPhoto[];
  /** From 1. */
  page: number;
  more: boolean;
  /** How many photos a page has. */
  size: number;
}

const PHOTOS_ON_A_PAGE = 60;

/** The labelled photos that a user has added. Everything asked for is looked for among that user's own. */
export class Photos {
  private readonly thumbnails = new ThumbnailCache();

  constructor(
    private readonly catalog: Catalog,
    private readonly store: PhotoStore,
    private readonly enrolled: EnrolledPeople,
    private readonly log: Logger,
  ) {}

  /** Some of a person's photos. */
  async listPhotos(userId: number, personId: number, page: number): Promise<PhotosPage> {
    const found = await this.catalog
      .selectFrom('photos')
      .innerJoin('faces', 'faces.photoId', 'photos.id')
      .select(['photos.id', 'imageName', 'photos.createdAt', 'faces.width', 'faces.height', 'sharpness', 'turn'])
      .where('userId', '=', userId)
      .where('personId', '=', personId)
      .where('quarantined', 'is', null)
      .orderBy('photos.createdAt', 'desc')
      .orderBy('photos.id', 'desc')
      .limit(PHOTOS_ON_A_PAGE + 1)
      .offset((page - 1) * PHOTOS_ON_A_PAGE)
      .execute();
    const photos = found.slice(0, PHOTOS_ON_A_PAGE);
    return { photos, page, more: found.length > photos.length, size: PHOTOS_ON_A_PAGE };
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

  /** The photo (JPEG), to be sent; undefined when its file is gone: then it is set aside. */
  openPhoto(photo: KnownPhoto): Promise<FileHandle | undefined> {
    return this.orQuarantine(photo, this.store.open(photo.path));
  }

  /** A small square around the photo's face (JPEG), or undefined as `openPhoto` gives it. */
  readThumbnail(photo: FoundPhoto): Promise<Buffer | undefined> {
    return this.thumbnails.get(photo.imageName, async () => {
      const bytes = await this.orQuarantine(photo, this.store.read(photo.path));
      return bytes && makeThumbnail(bytes, photo.face);
    });
  }

  private async orQuarantine<T>({ imageName }: KnownPhoto, found: Promise<T | undefined>): Promise<T | undefined> {
    const file = await found;
    if (!file) await this.quarantine(imageName, 'its file is missing');
    return file;
  }

  /** Removes a photo and its face, and the person with their last one. @returns undefined when the user has no such photo */
  async removePhoto(userId: number, imageName: string): Promise<RemovedPhoto | undefined> {
    const removed = await deletePhoto(this.catalog, userId, imageName);
    if (!removed) return undefined;
    await this.enrolled.refresh(userId, removed.personId);
    await this.removeFiles([removed]);
    return removed;
  }

  /** Removes what is kept of photos beside their rows. The row is the truth: a file that outlives it is swept at the next start. */
  async removeFiles(photos: ReadonlyArray<{ imageName: string; path: string }>): Promise<void> {
    for (const { imageName } of photos) this.thumbnails.drop(imageName);
    await this.store.remove(...photos.map(({ path }) => path));
  }

  /** At start: sets aside photos whose file is gone or whose entry is damaged, and removes files that no photo claims. */
  async tidy(): Promise<void> {
    // Those set aside, too: their files are not to be swept away.
    const photos = await this.catalog.selectFrom('photos').select(['imageName', 'path', 'quarantined']).execute();
    const missing = await this.store.sweep(new Set(photos.map(({ path }) => path)));
    const damaged = await findDamaged(this.catalog);
    for (const { imageName, path, quarantined } of photos) {
      if (quarantined !== null) continue;
      if (missing.has(path)) await this.quarantine(imageName, 'its file is missing');
      else if (damaged.has(imageName)) await this.quarantine(imageName, 'its entry in the catalog is damaged');
    }
  }

  private async quarantine(imageName: string, reason: string): Promise<void> {
    this.log.warn({ imageName, reason }, 'photo quarantined');
    this.thumbnails.drop(imageName);
    const photo = await quarantine(this.catalog, imageName, reason);
    if (photo) await this.enrolled.refresh(photo.userId, photo.personId);
  }
}

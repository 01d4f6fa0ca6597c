import type { FileHandle } from 'node:fs/promises';
import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { chunksOf } from '../catalog/chunks';
import type { Whose } from '../enrolment/face-entry';
import { photoNotFound } from '../errors';
import { deleteSomePhotosOf, photosOf } from '../gallery/belongings';
import { findDamaged } from '../gallery/damaged-photos';
import { requireMayDeletePeople, requireMayDeletePhotos } from '../gallery/deletion-rights';
import type { Gallery } from '../gallery/galleries';
import { changeGallery } from '../gallery/gallery-changes';
import { findOutliers } from '../gallery/own-photos';
import type { PhotoPlace } from '../gallery/photo-order';
import { deletePhoto, quarantine, type RemovedPhoto } from '../gallery/photo-rows';
import type { PhotoStore } from '../storage/photo-store';
import { type FacePlace, makeThumbnail } from '../storage/thumbnail';
import { ThumbnailCache } from '../storage/thumbnail-cache';
import { listPhotos, type OwnedPhoto, type PhotosPage, photosAfter, showPhoto } from './photo-list';
import { type MovedPhoto, movePhoto, vouchForPhoto } from './photo-owners';
import { requireRemovable } from './photo-removal';

/** How many photos of a person are removed in one step with the person. */
const MAX_IN_ONE_STEP = 2000;

/** A photo and its file. */
export interface KnownPhoto {
  imageName: string;
  /** Relative to the store. */
  path: string;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/** A photo and the place of its face. */
export interface FoundPhoto extends KnownPhoto {
  face: FacePlace;
}

/** Lists, finds, opens and removes the labeled photos of a gallery, and never sees another gallery's. */
export class Photos {
  private readonly thumbnails = new ThumbnailCache();

  constructor(
    private readonly catalog: Catalog,
    private readonly store: PhotoStore,
    private readonly log: Logger,
  ) {}

  /** Lists a page of a person's photos. @param page from 1 @param only the ids of the photos to list; by default all */
  listPhotos({ id }: Gallery, personId: number, page: number, only?: readonly number[]): Promise<PhotosPage> {
    return listPhotos(this.catalog, id, personId, page, only);
  }

  /** Lists a person's usable photos, the newest first, from a place on. @param after the last one that is left out */
  listAfter({ id }: Gallery, personId: number, after: PhotoPlace | undefined, limit: number): Promise<OwnedPhoto[]> {
    return photosAfter(this.catalog, id, personId, after, limit);
  }

  /** Finds a usable photo with what is known of it. @throws photoNotFound */
  show({ id }: Gallery, imageName: string): Promise<OwnedPhoto> {
    return showPhoto(this.catalog, id, imageName);
  }

  /** Finds the photos of a person that don't look like the others. @returns their ids */
  outliersOf({ id }: Gallery, personId: number): Promise<number[]> {
    return findOutliers(this.catalog, id, personId);
  }

  /** Remembers that a photo is its person's, even if it doesn't look like the others. @throws personNotFound, photoNotFound */
  vouch(gallery: Gallery, handle: string, imageName: string): Promise<void> {
    return vouchForPhoto(this.catalog, gallery, handle, imageName);
  }

  /** Moves a photo to the person of this name, who may be new (`movePhoto`). @throws photoNotFound, personNotFound, photoKnown, what `mayAdd` and `mayRemove` throw */
  move(gallery: Gallery, imageName: string, name: string, whose?: Whose, mayRemove?: () => void): Promise<MovedPhoto> {
    return movePhoto(this.catalog, gallery, imageName, name, whose, mayRemove);
  }

  /** Finds a photo. @returns undefined when this gallery has none with this image name, even if another one has */
  async findPhoto({ id }: Gallery, imageName: string): Promise<FoundPhoto | undefined> {
    const row = await this.catalog
      .selectFrom('photos')
      .innerJoin('faces', 'faces.photoId', 'photos.id')
      .select(['imageName', 'path', 'createdAt', 'left', 'top', 'faces.width', 'faces.height'])
      .select(['photos.width as photoWidth', 'photos.height as photoHeight'])
      .where('galleryId', '=', id)
      .where('imageName', '=', imageName)
      .where('quarantined', 'is', null)
      .executeTakeFirst();
    if (!row) return undefined;
    const { imageName: name, path, createdAt, ...face } = row;
    return { imageName: name, path, createdAt, face };
  }

  /** Opens a photo (JPEG); the caller closes it. @returns undefined when its file is gone, and then the photo is quarantined */
  openPhoto(photo: KnownPhoto): Promise<FileHandle | undefined> {
    return this.orQuarantine(photo, this.store.open(photo.path));
  }

  /** Reads a photo (JPEG). @returns undefined as `openPhoto` does */
  readPhoto(photo: KnownPhoto): Promise<Buffer | undefined> {
    return this.orQuarantine(photo, this.store.read(photo.path));
  }

  /** Reads a small square around the photo's face (JPEG), made when first needed. @returns undefined as `openPhoto` does */
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

  /**
   * Refuses to remove some photos if one of them may not be removed, so that of a list, nothing or everything is.
   * @param of who stays, even without a photo; by default, people go with their last photo
   * @param mayRemove as `remove`
   * @throws roleTooWeak, what `mayRemove` throws
   */
  requireRemovable({ id }: Gallery, imageNames: readonly string[], mayRemove?: () => void, of?: number): Promise<void> {
    return requireRemovable(this.catalog, id, imageNames, mayRemove, of);
  }

  /**
   * Removes a photo and its face, and the person if it was their last photo and they don't stay without one.
   * @param mayRemove called before a person is removed; it throws if that may not be
   * @param of the id of the only person whose photo it may be
   * @throws photoNotFound when the gallery, or that person, has no such photo, roleTooWeak, what `mayRemove` throws
   */
  async remove(gallery: Gallery, imageName: string, mayRemove?: () => void, of?: number): Promise<RemovedPhoto> {
    const removed = await changeGallery(this.catalog, gallery.id, async (trx, touch) => {
      const photo = await deletePhoto(trx, gallery.id, imageName);
      if (of !== undefined && photo.personId !== of) throw photoNotFound();
      await requireMayDeletePhotos(trx, gallery.id, [photo]);
      if (photo.wasLast) {
        mayRemove?.();
        await requireMayDeletePeople(trx, gallery.id);
      }
      touch(photo.personId);
      return photo;
    });
    await this.removeFiles([removed]);
    return removed;
  }

  /** Removes most of a person's photos if there are thousands, some at a time: one transaction of all would hold the event loop at its end. */
  async removeTooMany(gallery: Gallery, personId: number): Promise<void> {
    const ids = await photosOf(this.catalog, personId);
    for (const some of chunksOf(ids.slice(MAX_IN_ONE_STEP))) {
      const removed = await changeGallery(this.catalog, gallery.id, async (trx, touch) => {
        touch(personId);
        return deleteSomePhotosOf(trx, personId, some);
      });
      await this.removeFiles(removed);
    }
  }

  /** Drops the thumbnails of photos that are gone. */
  forget(imageNames: readonly string[]): void {
    for (const imageName of imageNames) this.thumbnails.drop(imageName);
  }

  /** Removes the files and thumbnails of photos whose rows were deleted. A file that stays is swept. */
  async removeFiles(photos: ReadonlyArray<{ imageName: string; path: string }>): Promise<void> {
    this.forget(photos.map(({ imageName }) => imageName));
    await this.store.remove(photos.map(({ path }) => path));
  }

  /** Quarantines photos whose file is missing or whose row is damaged, and removes files that no photo claims (`PhotoStore.sweep`). */
  async sweep(isAlone: boolean): Promise<void> {
    // With the quarantined ones, so that their files aren't swept.
    const photos = await this.catalog.selectFrom('photos').select(['imageName', 'path', 'quarantined']).execute();
    const missing = await this.store.sweep(new Set(photos.map(({ path }) => path)), isAlone);
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
    await quarantine(this.catalog, imageName, reason);
  }
}

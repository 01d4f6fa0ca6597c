import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import type { Drafts } from '../enrolment/drafts';
import { personalGalleryStays, roleTooWeak } from '../errors';
import { emptyEvents } from '../events/event-removal';
import {
  type DeletedGallery,
  deletedGalleries,
  dropGallery,
  emptyGallery,
  markDeleted,
} from '../gallery/deleted-galleries';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import { type Gallery, requireGallery } from '../gallery/galleries';
import { isAtLeast, roleIn } from '../gallery/memberships';
import type { Merges } from '../people/merges';
import type { Photos } from '../people/photos';
import type { RecognitionRemoval } from '../recognition/recognition-removal';
import type { StorageQuota } from '../storage/storage-quota';
import type { GalleryFolders } from './gallery-folders';
import type { Imports } from './import/imports';

/** What a room above keeps of a gallery. */
export interface GalleryPart {
  /** Deletes all of it, little by little. */
  removeAll(gallery: Pick<Gallery, 'id'>): Promise<void>;
}

interface Dependencies {
  catalog: Catalog;
  folders: GalleryFolders;
  imports: Imports;
  drafts: Drafts;
  recognitionRemoval: RecognitionRemoval;
  enrolled: EnrolledPeople;
  merges: Merges;
  photos: Photos;
  quota: StorageQuota;
  others: readonly GalleryPart[];
  log: Logger;
}

/** Deletes galleries with everything in them. */
export class GalleryRemoval {
  constructor(private readonly deps: Dependencies) {}

  /**
   * Deletes a gallery for all of its members. The first step, in one transaction, is that it doesn't exist any more; then everything goes
   * little by little, so that nobody else has to wait. If the app stops after that step, the next start goes on.
   * @param byUser who deletes it
   * @throws roleTooWeak for somebody who is no owner of it, or not any more; personalGalleryStays
   */
  async delete({ id }: Pick<Gallery, 'id'>, byUser: number): Promise<void> {
    const { catalog, log } = this.deps;
    const gallery = await catalog.transaction().execute(async (trx) => {
      if (!isAtLeast(await roleIn(trx, id, byUser), 'owner')) throw roleTooWeak('owner');
      const found = await requireGallery(trx, id);
      if (found.personalOf !== null) throw personalGalleryStays();
      await markDeleted(trx, [id]);
      return found;
    });
    await this.finish(gallery);
    log.info({ galleryId: id, userId: byUser }, 'gallery deleted');
  }

  /** Stops what runs in a gallery by itself. When this resolves, nothing of it runs any more. */
  stop(gallery: Pick<Gallery, 'id'>): Promise<void> {
    return this.deps.imports.stopAllOf(gallery);
  }

  /** Deletes all that is left of a gallery that is marked as deleted: its rows, its files, and what is remembered of it. */
  async finish(gallery: DeletedGallery): Promise<void> {
    const { catalog, enrolled, folders, quota } = this.deps;
    await this.empty(gallery);
    await dropGallery(catalog, gallery);
    enrolled.forget(gallery);
    await folders.remove(gallery.folder);
    await quota.invalidate(gallery.folder);
  }

  private async empty(gallery: DeletedGallery): Promise<void> {
    const { catalog, drafts, imports, merges, others, photos, recognitionRemoval } = this.deps;
    for (const each of others) await each.removeAll(gallery);
    await imports.removeAllOf(gallery); // one may have begun in the meantime
    await recognitionRemoval.removeAll(gallery);
    await drafts.removeAll(gallery);
    await merges.removeAll(gallery);
    await emptyEvents(catalog, gallery);
    await emptyGallery(catalog, gallery, (names) => photos.forget(names));
  }

  /** Goes on with deletions that were interrupted. */
  async tidy(): Promise<void> {
    const { catalog, folders } = this.deps;
    for (const gallery of await deletedGalleries(catalog)) await this.finish(gallery);
    await folders.removeOrphans(async () => {
      const galleries = await catalog.selectFrom('galleries').select('folder').execute();
      return new Set(galleries.map(({ folder }) => folder));
    });
  }
}

import type { Transaction } from 'kysely';
import type { Logger } from 'pino';
import type { Users } from '../auth/users';
import type { Catalog } from '../catalog/catalog';
import type { Tables } from '../catalog/tables';
import type { Drafts } from '../enrolment/drafts';
import { emptyEvents } from '../events/event-removal';
import { deletedGalleries, emptyGallery, markDeleted } from '../gallery/deleted-galleries';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import { type Gallery, galleriesOf } from '../gallery/galleries';
import type { Merges } from '../people/merges';
import type { Photos } from '../people/photos';
import type { Recognitions } from '../recognition/recognitions';
import type { StorageQuota, Usage } from '../storage/storage-quota';
import type { GalleryFolders } from './gallery-folders';
import type { Imports } from './import/imports';

/** How much a gallery contains. */
export interface AccountContents {
  people: number;
  photos: number;
  recognitions: number;
  drafts: number;
  /** Faces that were confirmed or rejected as a person. */
  verdicts: number;
  /** The size of all photos on disk. */
  bytes: number;
}

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
  recognitions: Recognitions;
  enrolled: EnrolledPeople;
  merges: Merges;
  photos: Photos;
  quota: StorageQuota;
  users: Users;
  others: readonly GalleryPart[];
  log: Logger;
}

/** Counts what the app keeps of a user, and deletes it. */
export class Accounts {
  constructor(private readonly deps: Dependencies) {}

  /** Counts what a gallery contains. */
  async contentsOf({ id, folder }: Gallery): Promise<AccountContents> {
    const { catalog, quota } = this.deps;
    const count = async (table: 'people' | 'photos' | 'drafts' | 'verdicts') => {
      const own = catalog.selectFrom(table).where('galleryId', '=', id);
      const row = await own.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
      return Number(row.count);
    };
    const current = catalog.selectFrom('recognitions').where('galleryId', '=', id).where('expiresAt', '>', Date.now());
    const { count: recognitions } = await current
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return {
      people: await count('people'),
      photos: await count('photos'),
      recognitions: Number(recognitions),
      drafts: await count('drafts'),
      verdicts: await count('verdicts'),
      bytes: await quota.bytesOf(folder),
    };
  }

  /** What the galleries of a gallery's owner take up together, and how much they may. */
  usageOf({ folder }: Gallery): Promise<Usage> {
    return this.deps.quota.usageOf(folder);
  }

  /**
   * Deletes a user: every session on every device, every row, every file of the galleries that they own. The first step, in one
   * transaction, is that the account doesn't exist any more; then everything goes little by little, so that nobody else has to wait. If the
   * app stops after that step, the next start goes on.
   * @param also is done in the same transaction, and keeps the account if it throws
   */
  async delete(userId: number, also?: (trx: Transaction<Tables>) => Promise<void>): Promise<void> {
    const { catalog, users, log } = this.deps;
    if (!(await users.find(userId))) return; // it is being deleted already
    const galleries = await galleriesOf(catalog, userId);
    for (const gallery of galleries) await this.deps.imports.stopAllOf(gallery);
    await catalog.transaction().execute(async (trx) => {
      await users.forget(trx, userId);
      await markDeleted(trx, userId);
      await also?.(trx);
    });
    for (const gallery of galleries) await this.empty(gallery);
    await users.delete(catalog, userId);
    for (const gallery of galleries) await this.forget(gallery);
    log.info({ userId }, 'account deleted');
  }

  /** Deletes the rows of a gallery that is marked as deleted, and files with them. */
  private async empty(gallery: Pick<Gallery, 'id'>): Promise<void> {
    const { catalog, drafts, imports, merges, others, photos, recognitions } = this.deps;
    for (const each of others) await each.removeAll(gallery);
    await imports.removeAllOf(gallery); // one may have begun in the meantime
    await recognitions.removeAll(gallery);
    await drafts.removeAll(gallery);
    await merges.removeAll(gallery);
    await emptyEvents(catalog, gallery);
    await emptyGallery(catalog, gallery, (names) => photos.forget(names));
  }

  private async forget(gallery: Gallery): Promise<void> {
    const { enrolled, folders, quota } = this.deps;
    enrolled.forget(gallery);
    await folders.remove(gallery.folder);
    quota.invalidate(gallery.folder);
  }

  /** To be called at the start: goes on with the deletion of accounts that was interrupted. */
  async tidy(): Promise<void> {
    const { catalog, folders, users } = this.deps;
    for (const gallery of await deletedGalleries(catalog)) {
      await this.empty(gallery);
      await users.delete(catalog, gallery.ownerId);
    }
    const galleries = await catalog.selectFrom('galleries').select('folder').execute();
    await folders.removeOrphans(new Set(galleries.map(({ folder }) => folder)));
  }
}

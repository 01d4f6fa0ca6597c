import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Users } from '../auth/users';
import type { Catalog } from '../catalog/catalog';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import { type Gallery, galleriesOf } from '../gallery/galleries';
import type { Photos } from '../people/photos';
import type { StorageQuota } from '../storage/storage-quota';
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

interface Dependencies {
  catalog: Catalog;
  folders: GalleryFolders;
  imports: Imports;
  enrolled: EnrolledPeople;
  photos: Photos;
  quota: StorageQuota;
  users: Users;
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

  /**
   * Deletes a user: every row, every session on every device, every file of the galleries that they own. The rows go first, in one
   * transaction. If the app stops after that, the next start deletes the files.
   */
  async delete(userId: number): Promise<void> {
    const { catalog, users, log } = this.deps;
    const galleries = await galleriesOf(catalog, userId);
    // Their lists may be long: one transaction would keep everybody else waiting.
    for (const gallery of galleries) await this.deps.imports.removeAllOf(gallery);
    const files = await catalog.transaction().execute(async (trx) => {
      const ids = galleries.map(({ id }) => id);
      const own = trx.selectFrom('photos').select(['imageName', 'path']);
      const photos = ids.length > 0 ? await own.where('galleryId', 'in', ids).execute() : [];
      await users.delete(trx, userId);
      return photos;
    });
    for (const gallery of galleries) {
      await this.deps.imports.stopAllOf(gallery); // one may have begun in the meantime
      await this.forget(gallery);
    }
    await this.deps.photos.removeFiles(files);
    // SQLite overwrites deleted rows in the database, but its write-ahead log still has them.
    await sql`pragma wal_checkpoint(truncate)`.execute(catalog);
    log.info({ userId }, 'account deleted');
  }

  private async forget(gallery: Gallery): Promise<void> {
    const { enrolled, folders, quota } = this.deps;
    enrolled.forget(gallery);
    await folders.remove(gallery.folder);
    quota.invalidate(gallery.folder);
  }

  /** To be called at the start: deletes the files of accounts whose deletion was interrupted. */
  async tidy(): Promise<void> {
    const { catalog, folders } = this.deps;
    const galleries = await catalog.selectFrom('galleries').select('folder').execute();
    await folders.removeOrphans(new Set(galleries.map(({ folder }) => folder)));
  }
}

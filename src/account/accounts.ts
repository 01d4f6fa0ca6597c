import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { folderOf } from '../catalog/user-folder';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import type { Photos } from '../people/photos';
import type { StorageQuota } from '../storage/storage-quota';
import type { Imports } from './import/imports';
import type { UserFolders } from './user-folders';

/** How much is kept of a user. */
export interface AccountContents {
  people: number;
  photos: number;
  recognitions: number;
  /** Photos that wait for an answer. */
  waiting: number;
  /** Faces of which the user said whose they are, or aren't. */
  answers: number;
  /** Of all their photos. */
  bytes: number;
}

interface Dependencies {
  catalog: Catalog;
  folders: UserFolders;
  imports: Imports;
  enrolled: EnrolledPeople;
  photos: Photos;
  quota: StorageQuota;
  log: Logger;
}

/** What the app keeps of each user as a whole, and how it forgets them. */
export class Accounts {
  constructor(private readonly deps: Dependencies) {}

  async contentsOf(userId: number): Promise<AccountContents> {
    const { catalog, quota } = this.deps;
    const count = async (table: 'people' | 'photos' | 'drafts' | 'verdicts') => {
      const own = catalog.selectFrom(table).where('userId', '=', userId);
      return Number((await own.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow()).count);
    };
    const results = catalog.selectFrom('recognitions').where('userId', '=', userId).where('expiresAt', '>', Date.now());
    const { count: recognitions } = await results
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow();
    return {
      people: await count('people'),
      photos: await count('photos'),
      recognitions: Number(recognitions),
      waiting: await count('drafts'),
      answers: await count('verdicts'),
      bytes: await quota.bytesOf(await folderOf(catalog, userId)),
    };
  }

  /**
   * Forgets a user: every row, every session on every device, every file. The rows go first, together; should the app end
   * then, the next start does the rest.
   */
  async delete(userId: number): Promise<void> {
    const { catalog, folders, imports, enrolled, quota, log } = this.deps;
    const folder = await folderOf(catalog, userId);
    await imports.stopAllOf(userId);
    const photos = await catalog.transaction().execute(async (trx) => {
      const own = await trx.selectFrom('photos').select(['imageName', 'path']).where('userId', '=', userId).execute();
      await trx.deleteFrom('users').where('id', '=', userId).execute();
      return own;
    });
    enrolled.forget(userId);
    await folders.remove(folder);
    quota.invalidate(folder);
    await this.deps.photos.removeFiles(photos);
    // Deleted rows are overwritten in the database, but its log has them still.
    await sql`pragma wal_checkpoint(truncate)`.execute(catalog);
    log.info({ userId }, 'account deleted');
  }

  /** At start: finishes what a deletion had begun when the app ended. */
  async tidy(): Promise<void> {
    const { catalog, folders } = this.deps;
    const users = await catalog.selectFrom('users').select('folder').execute();
    await folders.removeOrphans(new Set(users.map(({ folder }) => folder)));
  }
}

import type { Kysely, Transaction } from 'kysely';
import type { Logger } from 'pino';
import type { OwnAccounts } from '../auth/own-accounts/own-accounts';
import { requireAdminBeside } from '../auth/own-accounts/own-admins';
import { NAMELESS } from '../auth/user-row';
import type { Users } from '../auth/users';
import type { Catalog } from '../catalog/catalog';
import type { Tables } from '../catalog/tables';
import { openGalleries } from '../gallery/access';
import { type Departure, departuresOf, leaveGalleries } from '../gallery/departures';
import type { Gallery } from '../gallery/galleries';
import type { Viewer } from '../gallery/viewer';
import type { RecognitionRemoval } from '../recognition/recognition-removal';
import { countOwnResults, countResults } from '../recognition/result-counts';
import type { StorageQuota, Usage } from '../storage/storage-quota';
import type { GalleryRemoval } from './gallery-removal';

/** How much a gallery contains. */
export interface AccountContents {
  people: number;
  photos: number;
  /** The viewer's own results. */
  recognitions: number;
  /** Results of others, who share them. */
  shared: number;
  drafts: number;
  /** Faces that were confirmed or rejected as a person. */
  verdicts: number;
  /** The size of all photos on disk. */
  bytes: number;
}

interface Dependencies {
  catalog: Catalog;
  removal: GalleryRemoval;
  recognitionRemoval: RecognitionRemoval;
  quota: StorageQuota;
  users: Users;
  /** Undefined where people have no accounts of the app's own. */
  ownAccounts: OwnAccounts | undefined;
  log: Logger;
}

/** Counts what the app keeps of a user, and deletes it. */
export class Accounts {
  constructor(private readonly deps: Dependencies) {}

  /** Counts what a gallery contains, and of its results those that the viewer sees. */
  async contentsOf(viewer: Viewer): Promise<AccountContents> {
    const { catalog, quota } = this.deps;
    const { id, folder } = viewer.gallery;
    const count = async (table: 'people' | 'photos' | 'drafts' | 'verdicts') => {
      const own = catalog.selectFrom(table).where('galleryId', '=', id);
      const row = await own.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
      return Number(row.count);
    };
    const { own, shared } = await countResults(catalog, viewer);
    return {
      people: await count('people'),
      photos: await count('photos'),
      recognitions: own,
      shared,
      drafts: await count('drafts'),
      verdicts: await count('verdicts'),
      bytes: await quota.bytesOf(folder),
    };
  }

  /** Finds the galleries in which a user has results of their own and may open them, and how many. */
  async ownResults(userId: number): Promise<Array<{ gallery: Gallery; count: number }>> {
    const { catalog } = this.deps;
    const counts = await countOwnResults(catalog, userId);
    const galleries = await openGalleries(catalog, userId)
      .where('galleries.id', 'in', [...counts.keys()])
      .orderBy('galleries.id')
      .execute();
    return galleries.map(({ rank: _, ...gallery }) => ({ gallery, count: counts.get(gallery.id) ?? 0 }));
  }

  /** What the galleries of a gallery's owner take up together, and how much they may. */
  usageOf({ folder }: Gallery): Promise<Usage> {
    return this.deps.quota.usageOf(folder);
  }

  /** Finds what becomes of each gallery of a user when their account is deleted. */
  departuresOf(userId: number): Promise<Departure[]> {
    return departuresOf(this.deps.catalog, userId);
  }

  /**
   * Deletes a user: every session on every device, every key, every result of theirs, and the galleries of which nobody else is a member, with
   * every row and file. Other galleries stay for their members. The first step, in one transaction, is that the account doesn't exist any more;
   * then everything goes little by little, so that nobody else has to wait. If the app stops after that step, the next start goes on.
   * @param also is done in the same transaction, and keeps the account if it throws
   * @throws lastAdmin where people have accounts of the app's own, and nobody else of them administers it
   */
  async delete(userId: number, also?: (trx: Transaction<Tables>) => Promise<void>): Promise<void> {
    const { catalog, users, ownAccounts, removal, log } = this.deps;
    const own = await ownAccounts?.ofUser(userId);
    const requireAdmin = async (db: Kysely<Tables>) => own && requireAdminBeside(db, own.id);
    await requireAdmin(catalog); // before anything is stopped
    for (const { gallery, successor } of await departuresOf(catalog, userId))
      if (!successor) await removal.stop(gallery);
    const gone = await catalog.transaction().execute(async (trx) => {
      const user = await users.find(userId, trx);
      if (!user) return false; // it is being deleted already
      await requireAdmin(trx);
      await users.forget(trx, userId);
      await also?.(trx);
      return leaveGalleries(trx, user);
    });
    if (!gone) return;
    // Before the folder of the personal gallery, which has their photos.
    await this.deps.recognitionRemoval.removeAllOfUser(userId);
    for (const gallery of gone) await removal.finish(gallery);
    await this.finish(userId);
    log.info({ userId }, 'account deleted');
  }

  /** Deletes what is left of a user who is forgotten. */
  private async finish(userId: number): Promise<void> {
    const { catalog, recognitionRemoval, removal, users } = this.deps;
    await recognitionRemoval.removeAllOfUser(userId);
    const late = await catalog.transaction().execute(async (trx) => {
      // A request of theirs that was on its way may have made a gallery, or become an owner.
      const marked = await leaveGalleries(trx, { id: userId, displayName: NAMELESS });
      if (marked.length === 0) await users.delete(trx, userId);
      return marked;
    });
    for (const gallery of late) await removal.finish(gallery);
    if (late.length > 0) await this.finish(userId);
  }

  /** To be called after the deleted galleries are gone: goes on with the deletion of accounts that was interrupted. */
  async tidy(): Promise<void> {
    for (const id of await this.deps.users.forgotten()) await this.finish(id);
  }
}

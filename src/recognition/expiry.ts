import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { surelyPast } from '../concurrency/schedule';
import { Turns } from '../concurrency/turns';
import type { Gallery } from '../gallery/galleries';
import type { PhotoStore } from '../storage/photo-store';
import { HOUR_MS } from '../units';
import { deleteRecognitions } from './delete-recognitions';

/** How many recognitions are changed by one statement. */
const CHANGED_AT_ONCE = 2000;

/** Deletes recognitions when their time is over, and when a gallery is to keep them for a shorter time. */
export class Expiry {
  constructor(
    private readonly catalog: Catalog,
    /** Where recognitions' photos are stored. */
    private readonly store: PhotoStore,
    private readonly log: Logger,
  ) {}

  /**
   * Sets how many hours after they were made a gallery's present recognitions expire, and deletes older ones. New ones follow the
   * gallery's preferences.
   * @returns how many were deleted
   */
  async keepFor({ id }: Gallery, hours: number): Promise<number> {
    const expiresAt = sql<number>`"createdAt" + ${hours * HOUR_MS}`;
    const turns = new Turns();
    for (let some = CHANGED_AT_ONCE; some === CHANGED_AT_ONCE; await turns.next()) {
      const others = this.catalog.selectFrom('recognitions').select('id').where('galleryId', '=', id);
      const { numUpdatedRows } = await this.catalog
        .updateTable('recognitions')
        .set({ expiresAt })
        .where('id', 'in', others.where('expiresAt', '<>', expiresAt).limit(CHANGED_AT_ONCE))
        .executeTakeFirstOrThrow();
      some = Number(numUpdatedRows);
    }
    return this.removeExpired(Date.now(), id);
  }

  /** Deletes what has expired, in one gallery or in all. @param past a time in milliseconds since 1970 @returns how many */
  private async removeExpired(past: number, galleryId?: number): Promise<number> {
    const removed = await deleteRecognitions(this.catalog, this.store, (query) => {
      const old = query.where('expiresAt', '<=', past);
      return galleryId === undefined ? old : old.where('galleryId', '=', galleryId);
    });
    if (removed > 0) this.log.info({ count: removed }, 'expired results removed');
    return removed;
  }

  /** Deletes what has expired. @param past a time that has surely passed, in milliseconds since 1970 */
  async tidy(past = surelyPast()): Promise<void> {
    await this.removeExpired(past);
  }

  /** Deletes recognitions whose photo is gone, and photos that no row claims (`PhotoStore.sweep`). */
  async sweep(isAlone: boolean): Promise<void> {
    const rows = await this.catalog.selectFrom('recognitions').select(['id', 'path']).execute();
    const missing = await this.store.sweep(new Set(rows.map(({ path }) => path)), isAlone);
    for (const { id, path } of rows) {
      if (!missing.has(path)) continue;
      this.log.warn({ id }, 'result removed: its photo is missing');
      await this.catalog.deleteFrom('recognitions').where('id', '=', id).execute();
    }
  }
}

import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { everyHour, surelyPast } from '../concurrency/schedule';
import type { PhotoStore } from '../storage/photo-store';
import { HOUR_MS } from '../units';

/** Removes results when their time is over. */
export class Expiry {
  private readonly stop: () => void;

  constructor(
    private readonly catalog: Catalog,
    /** Of the results' photos. */
    private readonly store: PhotoStore,
    private readonly log: Logger,
  ) {
    this.stop = everyHour(
      async (past) => void (await this.removeExpired(past)),
      log,
      'failed to remove expired results',
    );
  }

  /**
   * From now on a user's results are kept for so many hours from their making, those that are there included.
   * @returns how many were older, and are gone
   */
  async keepFor(userId: number, hours: number): Promise<number> {
    const expiresAt = sql<number>`"createdAt" + ${hours * HOUR_MS}`;
    await this.catalog.updateTable('recognitions').set({ expiresAt }).where('userId', '=', userId).execute();
    return this.removeExpired(Date.now(), userId);
  }

  /** Those that expired before a moment. @param userId whose; all users' when it isn't given. @returns how many */
  private async removeExpired(past: number, userId?: number): Promise<number> {
    const old = this.catalog.deleteFrom('recognitions').where('expiresAt', '<=', past);
    const removed = await (userId === undefined ? old : old.where('userId', '=', userId)).returning('path').execute();
    await this.store.remove(...removed.map(({ path }) => path));
    if (removed.length > 0) this.log.info({ count: removed.length }, 'expired results removed');
    return removed.length;
  }

  /** At start: removes what has expired, results whose photo is gone, and photos that no result claims. */
  async tidy(): Promise<void> {
    await this.removeExpired(surelyPast());
    const rows = await this.catalog.selectFrom('recognitions').select(['id', 'path']).execute();
    const missing = await this.store.sweep(new Set(rows.map(({ path }) => path)));
    for (const { id, path } of rows) {
      if (!missing.has(path)) continue;
      this.log.warn({ id }, 'result removed: its photo is missing');
      await this.catalog.deleteFrom('recognitions').where('id', '=', id).execute();
    }
  }

  async close(): Promise<void> {
    this.stop();
  }
}

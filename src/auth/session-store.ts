import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { isStorageFault } from '../catalog/storage-faults';
import type { Tables } from '../catalog/tables';
import { surelyPast } from '../concurrency/schedule';
import { PENDING_MS } from './pending-sign-ins';

type StoredSession = Record<string, unknown> & { passport?: { user?: number } };
// koa-session always passes `ctx`, though its type says that it may be missing.
interface StoreOptions {
  ctx?: object;
}

const SWEEP_EVERY_MS = 10 * 60_000;

/** Keeps sessions in the catalog, so that the app can end one even if somebody has copied its cookie. */
export class SessionStore {
  /** The hash of the session's id that each running request came with. */
  private readonly cameWith = new WeakMap<object, string>();
  private sweptAt = 0;

  constructor(private readonly catalog: Catalog) {}

  async get(id: string, _maxAge: unknown, { ctx }: StoreOptions): Promise<StoredSession | undefined> {
    const idHash = hash(id);
    const row = await this.catalog
      .selectFrom('sessions')
      .select('data')
      .where('idHash', '=', idHash)
      .where('expiresAt', '>', Date.now())
      .executeTakeFirst();
    if (!row) return undefined;
    if (ctx) this.cameWith.set(ctx, idHash);
    return JSON.parse(row.data) as StoredSession;
  }

  async set(id: string, session: StoredSession, maxAge: number, { ctx }: StoreOptions): Promise<void> {
    const idHash = hash(id);
    const userId = session.passport?.user ?? null;
    // Without a user, a session holds nothing but sign-ins on their way.
    const duration = userId === null ? Math.min(maxAge, PENDING_MS) : maxAge;
    const columns = { userId, data: JSON.stringify(session), expiresAt: Date.now() + duration };
    // Update only, no insert: if the session ended elsewhere while this request ran, it must not come back to life.
    if (ctx && this.cameWith.get(ctx) === idHash) {
      const kept = this.catalog.updateTable('sessions').set(columns).where('idHash', '=', idHash).execute();
      // The update only adds a notice or a later end. A disk that can't be written is no reason to refuse the request for that.
      await kept.catch((error) => (userId !== null && isStorageFault(error)) || Promise.reject(error));
      return;
    }
    await this.sweep();
    await this.catalog
      .insertInto('sessions')
      .values({ idHash, ...columns })
      .onConflict((conflict) => conflict.column('idHash').doUpdateSet(columns))
      .execute();
  }

  async destroy(id: string): Promise<void> {
    await this.catalog.deleteFrom('sessions').where('idHash', '=', hash(id)).execute();
  }

  /** Ends all sessions of a user, in a transaction with what makes them unsafe. */
  async endAll(trx: Kysely<Tables>, userId: number): Promise<void> {
    await trx.deleteFrom('sessions').where('userId', '=', userId).execute();
  }

  /** Removes expired sessions, at most every ten minutes: `get` ignores them anyway. */
  private async sweep(): Promise<void> {
    if (Date.now() - this.sweptAt < SWEEP_EVERY_MS) return;
    this.sweptAt = Date.now();
    await this.catalog.deleteFrom('sessions').where('expiresAt', '<=', surelyPast()).execute();
  }
}

const hash = (id: string) => createHash('sha256').update(id).digest('hex');

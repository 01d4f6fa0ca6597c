import { createHash } from 'node:crypto';
import type { Catalog } from '../catalog/catalog';
import { isStorageFault } from '../catalog/storage-faults';
import { surelyPast } from '../concurrency/schedule';
import { PENDING_MS } from './pending-sign-ins';

type StoredSession = Record<string, unknown> & { passport?: { user?: number } };
// koa-session always gives it; only its type is in doubt.
interface Of {
  ctx?: object;
}

const SWEEP_EVERY_MS = 10 * 60_000;

/** Keeps sessions in the catalogue, so that one can be ended here, whoever has copied its cookie. */
export class SessionStore {
  /** The session that each running request came with. */
  private readonly cameWith = new WeakMap<object, string>();
  private sweptAt = 0;

  constructor(private readonly catalog: Catalog) {}

  async get(id: string, _maxAge: unknown, { ctx }: Of): Promise<StoredSession | undefined> {
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

  async set(id: string, session: StoredSession, maxAge: number, { ctx }: Of): Promise<void> {
    const idHash = hash(id);
    const userId = session.passport?.user ?? null;
    // Whoever is not signed in has nothing to keep but a sign-in on its way.
    const lasts = userId === null ? Math.min(maxAge, PENDING_MS) : maxAge;
    const columns = { userId, data: JSON.stringify(session), expiresAt: Date.now() + lasts };
    // A request that was still running while its session ended elsewhere must not bring it back to life: no insert.
    if (ctx && this.cameWith.get(ctx) === idHash) {
      const kept = this.catalog.updateTable('sessions').set(columns).where('idHash', '=', idHash).execute();
      // All it would have added is a notice, or that it was in use: on a disk that can't be written, no reason to refuse what was asked.
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

  /** Removes what has expired, now and then: `get` doesn't see it anyway. */
  private async sweep(): Promise<void> {
    if (Date.now() - this.sweptAt < SWEEP_EVERY_MS) return;
    this.sweptAt = Date.now();
    await this.catalog.deleteFrom('sessions').where('expiresAt', '<=', surelyPast()).execute();
  }
}

const hash = (id: string) => createHash('sha256').update(id).digest('hex');

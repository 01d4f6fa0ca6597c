import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { isStorageFault } from '../catalog/storage-faults';
import type { Tables } from '../catalog/tables';
import { surelyPast } from '../concurrency/schedule';
import { sessionNotFound } from '../errors';
import type { Session } from '../web/context';
import { PENDING_MS } from './pending-sign-ins';

type StoredSession = Record<string, unknown> & { passport?: { user?: number } };
// koa-session always passes `ctx`, though its type says that it may be missing.
interface StoreOptions {
  ctx?: object;
}

/** A place where somebody is signed in. */
export interface ListedSession {
  handle: string;
  /** `User-Agent` of the browser that signed in. */
  agent: string;
  /** Milliseconds since 1970. */
  signedInAt: number | null;
  isCurrent: boolean;
}

const HANDLE_LENGTH = 32;
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

  /** Whether the session that a request came with still is one: it may have been ended since. */
  async stands(ctx: object): Promise<boolean> {
    const row = this.catalog
      .selectFrom('sessions')
      .select('userId')
      .where('idHash', '=', this.cameWith.get(ctx) ?? '');
    return (await row.executeTakeFirst()) !== undefined;
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

  /** The sessions of a user, the newest first. @param ctx the request, whose own session is marked */
  async list(userId: number, ctx: object): Promise<ListedSession[]> {
    const rows = await this.rowsOf(userId);
    return rows
      .map(({ idHash, data }) => {
        const { signedInAt = null, agent = '' } = JSON.parse(data) as Pick<Session, 'signedInAt' | 'agent'>;
        return { handle: handleOf(idHash), agent, signedInAt, isCurrent: this.cameWith.get(ctx) === idHash };
      })
      .sort((one, other) => (other.signedInAt ?? 0) - (one.signedInAt ?? 0));
  }

  /** Ends a session of a user. @throws sessionNotFound */
  async end(trx: Kysely<Tables>, userId: number, handle: string): Promise<void> {
    const ended = (await this.rowsOf(userId, trx)).find(({ idHash }) => handleOf(idHash) === handle);
    if (!ended) throw sessionNotFound();
    await trx.deleteFrom('sessions').where('idHash', '=', ended.idHash).execute();
  }

  private rowsOf(userId: number, db: Kysely<Tables> = this.catalog) {
    return db
      .selectFrom('sessions')
      .select(['idHash', 'data'])
      .where('userId', '=', userId)
      .where('expiresAt', '>', Date.now())
      .execute();
  }

  /** Ends all sessions of a user but the one that a request came with. */
  async endOthers(trx: Kysely<Tables>, userId: number, ctx: object): Promise<void> {
    const kept = this.cameWith.get(ctx) ?? '';
    await trx.deleteFrom('sessions').where('userId', '=', userId).where('idHash', '<>', kept).execute();
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

/** What names a session on a page: its row can't be found by it without the others. */
const handleOf = (idHash: string) => hash(idHash).slice(0, HANDLE_LENGTH);
const hash = (id: string) => createHash('sha256').update(id).digest('hex');

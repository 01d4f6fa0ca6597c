import type { ExpressionBuilder, Kysely } from 'kysely';
import type { Tables } from '../catalog/tables';
import { MAX_ENTRIES, trimRows } from './audit-trimming';

/** The kinds of what isn't done in a gallery. Their entries are in the personal gallery of who did it, which may have other owners. */
const OF_DOER = ['sign-in', 'sign-out', 'account', 'session'];

/** Who did what, and when. */
export interface AuditEntry {
  id: number;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** The type of the happening (happening.ts) or the act (act.ts). */
  type: string;
  /** Null for what the app did by itself. */
  userId: number | null;
  /** The name of that user; null without one, and of one who is gone. */
  userName: string | null;
  /** The key that was used; null on pages. */
  key: { handle: string; name: string } | null;
  /** Where the request came from. */
  address: string | null;
  /** What it was done to, by handles and ids. */
  details: Readonly<Record<string, unknown>>;
}

/** Which entries to list. */
export interface AuditQuery {
  limit: number;
  /** Who reads. */
  userId: number;
  /** Only entries with a lower id: the id of the last one of the page before. */
  before?: number | undefined;
  /** Only entries of this type, or of all that begin with it and a dot: `person` has `person.added`. */
  kind?: string | undefined;
}

/** What an entry says to somebody: of what others recognized, neither who was seen nor which result it is. */
function detailsFor(reader: number, doer: number | null, details: AuditEntry['details']): AuditEntry['details'] {
  if (reader === doer) return details;
  const { recognitionId: _, people: __, peopleInAll: ___, ...rest } = details;
  return rest;
}

/** Whether an entry is about the gallery: when somebody signs in, and what they change of their account, is told to them alone. */
const isOfGallery = (eb: ExpressionBuilder<Tables, 'auditEntries'>) =>
  eb.and(OF_DOER.map((kind) => eb.and([eb('type', '<>', kind), eb('type', 'not like', `${kind}.%`)])));

/** Reads and trims the audit. */
export class AuditBook {
  constructor(private readonly catalog: Kysely<Tables>) {}

  /** Lists some entries of a gallery, the latest first. */
  list(galleryId: number, query: AuditQuery): Promise<AuditEntry[]> {
    return this.listOf(galleryId, query);
  }

  /** Lists some entries of all galleries, with what was done to users and accounts, the latest first. */
  async listAll(query: AuditQuery): Promise<AuditEntry[]> {
    const found = [...(await this.listOf(undefined, query)), ...(await this.listActs(query))];
    return found.sort((one, other) => other.id - one.id).slice(0, query.limit);
  }

  private async listActs({ limit, before, kind }: AuditQuery): Promise<AuditEntry[]> {
    const rows = await this.catalog
      .selectFrom('acts')
      .leftJoin('users', 'users.id', 'acts.userId')
      .selectAll('acts')
      .select('users.displayName as userName')
      .$if(before !== undefined, (query) => query.where('acts.id', '<', before ?? 0))
      .$if(kind !== undefined, (query) => query.where('type', 'like', `${kind}.%`))
      .orderBy('acts.id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ details, ...row }) => ({
      ...row,
      key: null,
      details: JSON.parse(details) as AuditEntry['details'],
    }));
  }

  private async listOf(
    galleryId: number | undefined,
    { limit, before, kind, userId: reader }: AuditQuery,
  ): Promise<AuditEntry[]> {
    const rows = await this.catalog
      .selectFrom('auditEntries')
      .leftJoin('users', 'users.id', 'auditEntries.userId')
      .selectAll('auditEntries')
      .select('users.displayName')
      .$if(galleryId !== undefined, (query) =>
        query
          .where('galleryId', '=', galleryId ?? 0)
          .where((eb) => eb.or([eb('userId', '=', reader), isOfGallery(eb)])),
      )
      .$if(before !== undefined, (query) => query.where('auditEntries.id', '<', before ?? 0))
      .$if(kind !== undefined, (query) =>
        query.where((eb) => eb.or([eb('type', '=', `${kind}`), eb('type', 'like', `${kind}.%`)])),
      )
      .orderBy('auditEntries.id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ id, createdAt, type, userId, displayName, keyHandle, keyName, address, details }) => ({
      ...{ id, createdAt, type, userId, userName: displayName, address },
      key: keyHandle === null ? null : { handle: keyHandle, name: keyName ?? '' },
      details: detailsFor(reader, userId, JSON.parse(details) as AuditEntry['details']),
    }));
  }

  /** Finds the names of users to whom something was done. Those who are gone have none. @returns names by ids */
  async namesOf(ids: readonly number[]): Promise<Map<number, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.catalog
      .selectFrom('users')
      .select(['id', 'displayName'])
      .where('id', 'in', [...new Set(ids)])
      .execute();
    return new Map(rows.map(({ id, displayName }) => [id, displayName]));
  }

  /** Deletes entries that are older than a time, and what is beyond the bound. @param before milliseconds since 1970 */
  async trim(galleryId: number, before = 0): Promise<void> {
    const entries = this.catalog.selectFrom('auditEntries').where('galleryId', '=', galleryId);
    const { count } = await entries.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
    await trimRows({
      tooMany: Number(count) - MAX_ENTRIES,
      before,
      oldest: (limit) => entries.select(['id', 'createdAt']).orderBy('id').limit(limit).execute(),
      remove: (ids) =>
        this.catalog.transaction().execute(async (trx) => {
          for (const id of ids) await trx.deleteFrom('auditEntries').where('id', '=', id).execute();
        }),
    });
  }
}

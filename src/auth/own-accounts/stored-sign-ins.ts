import type { Insertable, Kysely } from 'kysely';
import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider';
import type { Catalog } from '../../catalog/catalog';
import type { Tables } from '../../catalog/tables';

/** How many entries of a kind are kept: sign-ins on their way, sessions, tokens. The oldest makes room, as any page here may begin sign-ins. */
const MAX_ENTRIES = 5000;
/** When an entry without an end ends, in milliseconds since 1970. */
const NEVER = Number.MAX_SAFE_INTEGER;

/** Makes oidc-provider keep its data in the catalog: a sign-in that began in one process may go on in another. */
export const storedSignIns =
  (catalog: Catalog): AdapterFactory =>
  (kind) =>
    new StoredSignIns(catalog, kind);

/** Has the catalog forget what oidc-provider keeps, once its time is over. */
export class ExpiredSignIns {
  constructor(private readonly catalog: Kysely<Tables>) {}

  /** @param past a time that has surely passed, in milliseconds since 1970 */
  async tidy(past: number): Promise<void> {
    await this.catalog.deleteFrom('signInEntries').where('expiresAt', '<=', past).execute();
  }
}

/** Keeps an entry, in place of the one with its id, and takes away the oldest of its kind when there are too many. */
export async function noteEntry(catalog: Catalog, entry: Insertable<Tables['signInEntries']>): Promise<void> {
  const { kind, id, ...columns } = entry;
  await catalog.transaction().execute(async (trx) => {
    await trx
      .insertInto('signInEntries')
      .values(entry)
      .onConflict((conflict) => conflict.columns(['kind', 'id']).doUpdateSet(columns))
      .execute();
    const tooMany = trx
      .selectFrom('signInEntries')
      .select('number')
      .where('kind', '=', kind)
      .orderBy('number', 'desc')
      .limit(-1)
      .offset(MAX_ENTRIES);
    await trx.deleteFrom('signInEntries').where('number', 'in', tooMany).execute();
  });
}

/** What is kept of one kind. */
class StoredSignIns implements Adapter {
  constructor(
    private readonly catalog: Catalog,
    private readonly kind: string,
  ) {}

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    const now = Date.now();
    await noteEntry(this.catalog, {
      ...{ kind: this.kind, id, uid: payload.uid ?? null, grantId: payload.grantId ?? null },
      ...{ payload: JSON.stringify(payload), expiresAt: expiresIn ? now + expiresIn * 1000 : NEVER },
    });
  }

  find(id: string): Promise<AdapterPayload | undefined> {
    return this.findBy('id', id);
  }

  findByUid(uid: string): Promise<AdapterPayload | undefined> {
    return this.findBy('uid', uid);
  }

  private async findBy(
    column: 'id' | 'uid',
    value: string,
    db: Kysely<Tables> = this.catalog,
  ): Promise<AdapterPayload | undefined> {
    const row = await db
      .selectFrom('signInEntries')
      .select('payload')
      .where('kind', '=', this.kind)
      .where(column, '=', value)
      .where('expiresAt', '>', Date.now())
      .executeTakeFirst();
    return row && (JSON.parse(row.payload) as AdapterPayload);
  }

  /** Never called: only the device flow needs it, which is off. */
  async findByUserCode(): Promise<undefined> {}

  async consume(id: string): Promise<void> {
    const consumed = Math.floor(Date.now() / 1000);
    await this.catalog.transaction().execute(async (trx) => {
      const payload = await this.findBy('id', id, trx);
      if (!payload) return;
      await trx
        .updateTable('signInEntries')
        .set({ payload: JSON.stringify({ ...payload, consumed }) })
        .where('kind', '=', this.kind)
        .where('id', '=', id)
        .execute();
    });
  }

  async destroy(id: string): Promise<void> {
    await this.catalog.deleteFrom('signInEntries').where('kind', '=', this.kind).where('id', '=', id).execute();
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await this.catalog
      .deleteFrom('signInEntries')
      .where('kind', '=', this.kind)
      .where('grantId', '=', grantId)
      .execute();
  }
}

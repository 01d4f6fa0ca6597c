import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import type { Act } from './act';
import { currentActor } from './actor';
import { MAX_ENTRIES, trimRows } from './audit-trimming';

/** Tells what is done to users and accounts, in the transaction that makes it so. It stays when whoever did it is gone, until it is too old. */
export async function tellAct(trx: Transaction<Tables>, { type, ...details }: Act): Promise<void> {
  const { userId, address, isAtServer } = currentActor();
  const id = await nextId(trx);
  await trx
    .insertInto('acts')
    .values({ id, createdAt: Date.now(), type, userId, address, details: JSON.stringify({ ...details, isAtServer }) })
    .execute();
}

/**
 * Takes the id that the next audit entry would have: acts and entries share one order, without an entry having to belong to no gallery. Migration
 * 016 has made the row (https://www.sqlite.org/autoinc.html#the_autoincrement_keyword).
 */
async function nextId(trx: Transaction<Tables>): Promise<number> {
  const taken = sql<{
    seq: number;
  }>`update sqlite_sequence set seq = seq + 1 where name = 'auditEntries' returning seq`;
  const [row] = (await taken.execute(trx)).rows;
  if (!row) throw new Error('sqlite_sequence has no row for auditEntries');
  return row.seq;
}

/** Deletes acts that are older than a time, and what is beyond the bound. @param before milliseconds since 1970 */
export async function trimActs(catalog: Kysely<Tables>, before = 0): Promise<void> {
  const acts = catalog.selectFrom('acts');
  const { count } = await acts.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
  await trimRows({
    tooMany: Number(count) - MAX_ENTRIES,
    before,
    oldest: (limit) => acts.select(['id', 'createdAt']).orderBy('id').limit(limit).execute(),
    remove: (ids) =>
      catalog.transaction().execute(async (trx) => {
        for (const id of ids) await trx.deleteFrom('acts').where('id', '=', id).execute();
      }),
  });
}

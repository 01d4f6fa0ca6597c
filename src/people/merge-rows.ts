import { type Kysely, type SelectQueryBuilder, sql, type Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import type { Tables } from '../catalog/tables';
import { inTurns } from '../concurrency/turns';

// The rows of merges. A snapshot lists all that a person had, so a row may have some hundred kilobytes: rows are changed one by one.

type Query = SelectQueryBuilder<Tables, 'merges', Record<never, never>>;

/**
 * What the snapshots of a gallery may take up before another change, in bytes: 60 merges of 24,000 photos each. All of them may have to be
 * changed in one transaction, and they don't count for the quota.
 */
const MAX_BYTES = 10_000_000;

async function idsOf(catalog: Kysely<Tables>, which: (query: Query) => Query): Promise<string[]> {
  return (await which(catalog.selectFrom('merges')).select('id').execute()).map(({ id }) => id);
}

/** Deletes merges, so that they can't be undone any more. @param which selects them */
export async function deleteMerges(catalog: Kysely<Tables>, which: (query: Query) => Query): Promise<void> {
  for await (const id of inTurns(await idsOf(catalog, which)))
    await catalog.deleteFrom('merges').where('id', '=', id).execute();
}

/** Gives the merges into one person to another person. @returns their ids */
export async function reassignMerges(trx: Transaction<Tables>, from: number, to: number): Promise<string[]> {
  const ids = await idsOf(trx, (query) => query.where('personId', '=', from));
  await giveMerges(trx, ids, from, to);
  return ids;
}

/** Gives merges to a person, as far as they are the other one's. */
export async function giveMerges(
  trx: Transaction<Tables>,
  ids: readonly string[],
  from: number,
  to: number,
): Promise<void> {
  for await (const id of inTurns(ids))
    await trx.updateTable('merges').set({ personId: to }).where('id', '=', id).where('personId', '=', from).execute();
}

/**
 * Deletes a gallery's oldest merges, one by one, if all of them together take up too much. To be called before a transaction that may
 * change all of them.
 */
export async function deleteTooManyMerges(catalog: Catalog, galleryId: number): Promise<void> {
  const rows = await catalog
    .selectFrom('merges')
    .select(['id', sql<number>`octet_length(snapshot)`.as('bytes')])
    .where('galleryId', '=', galleryId)
    .orderBy('createdAt', 'desc')
    .execute();
  let sum = 0;
  const tooMany = rows.filter(({ bytes }) => {
    sum += Number(bytes);
    return sum > MAX_BYTES;
  });
  for await (const { id } of inTurns(tooMany)) await catalog.deleteFrom('merges').where('id', '=', id).execute();
}

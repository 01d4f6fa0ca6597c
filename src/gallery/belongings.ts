import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';

/** A table whose rows belong to a person and have a numeric id. */
type BelongingTable = 'photos' | 'verdicts';

/** The ids of what belongs to a person. A merge keeps them, so that it can be undone. */
export interface Belongings {
  photos: number[];
  verdicts: number[];
}

/** SQLite takes some 32,000 values in a statement. */
const MAX_VALUES_PER_STATEMENT = 1000;

async function idsOf(catalog: Kysely<Tables>, table: BelongingTable, personId: number): Promise<number[]> {
  const rows = await catalog.selectFrom(table).select('id').where('personId', '=', personId).execute();
  return rows.map(({ id }) => id);
}

/** Moves one person's photos and verdicts to another person. @returns the ids of what it moved */
export async function reassignBelongings(trx: Transaction<Tables>, from: number, to: number): Promise<Belongings> {
  const photos = await idsOf(trx, 'photos', from);
  const verdicts = await idsOf(trx, 'verdicts', from);
  for (const table of ['photos', 'verdicts'] as const)
    await trx.updateTable(table).set({ personId: to }).where('personId', '=', from).execute();
  return { photos, verdicts };
}

/**
 * Moves photos and verdicts from one person to another, except those that belong to somebody else by now.
 * @returns the ids of the photos that it moved
 */
export async function restoreBelongings(
  trx: Transaction<Tables>,
  belongings: Belongings,
  from: number,
  to: number,
): Promise<number[]> {
  const photos = await stillWith(trx, belongings.photos, from);
  for (const table of ['photos', 'verdicts'] as const) {
    for (const ids of chunksOf(belongings[table])) {
      await sql`update ${sql.table(table)} set "personId" = ${to}
        where "personId" = ${from} and "id" in (${sql.join(ids)})`.execute(trx);
    }
  }
  return photos;
}

/** Filters ids of photos: keeps those that still belong to a person. */
export async function stillWith(
  catalog: Kysely<Tables>,
  photos: readonly number[],
  personId: number,
): Promise<number[]> {
  const theirs = new Set(await idsOf(catalog, 'photos', personId));
  return photos.filter((id) => theirs.has(id));
}

function chunksOf<Item>(items: readonly Item[]): Item[][] {
  const chunks: Item[][] = [];
  for (let from = 0; from < items.length; from += MAX_VALUES_PER_STATEMENT)
    chunks.push(items.slice(from, from + MAX_VALUES_PER_STATEMENT));
  return chunks;
}

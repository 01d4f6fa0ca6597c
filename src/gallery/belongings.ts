import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';

/** What belongs to a person in this room, and is known by a number. */
type Belonging = 'photos' | 'verdicts';

/** What two people's merge has to be undone with. */
export interface Belongings {
  photos: number[];
  verdicts: number[];
}

/** SQLite takes some 32,000 values in a statement. */
const MAX_VALUES_PER_STATEMENT = 1000;

async function idsOf(catalog: Kysely<Tables>, table: Belonging, personId: number): Promise<number[]> {
  const rows = await catalog.selectFrom(table).select('id').where('personId', '=', personId).execute();
  return rows.map(({ id }) => id);
}

/** Gives one person's photos and verdicts to another. @returns what that was */
export async function reassignBelongings(trx: Transaction<Tables>, from: number, to: number): Promise<Belongings> {
  const photos = await idsOf(trx, 'photos', from);
  const verdicts = await idsOf(trx, 'verdicts', from);
  for (const table of ['photos', 'verdicts'] as const)
    await trx.updateTable(table).set({ personId: to }).where('personId', '=', from).execute();
  return { photos, verdicts };
}

/** Gives photos and verdicts, as far as they are still with one person, to another. @returns the photos that were */
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

/** Which of these photos are a person's. */
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

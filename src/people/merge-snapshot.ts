import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { type Person, renameDrafts } from '../gallery/person-rows';

/** Who a merged person was, and what was theirs: ids of rows. */
export interface Snapshot extends Person {
  photos: number[];
  verdicts: number[];
  /** Earlier merges into this person. */
  merges: string[];
  drafts: string[];
}

/** What belongs to a person by its column `personId`. */
type Belonging = 'photos' | 'verdicts' | 'merges';

/** SQLite takes some 32,000 values in a statement. */
const MAX_VALUES_PER_STATEMENT = 1000;

async function idsOf(trx: Kysely<Tables>, table: Belonging, personId: number): Promise<Array<number | string>> {
  const rows = await trx.selectFrom(table).select('id').where('personId', '=', personId).execute();
  return rows.map(({ id }) => id);
}

/** Gives all that is one person's to another. @returns what it was */
export async function reassign(trx: Transaction<Tables>, userId: number, from: Person, to: Person): Promise<Snapshot> {
  const photos = (await idsOf(trx, 'photos', from.id)) as number[];
  const verdicts = (await idsOf(trx, 'verdicts', from.id)) as number[];
  const merges = (await idsOf(trx, 'merges', from.id)) as string[];
  for (const table of ['photos', 'verdicts', 'merges'] as const) {
    await trx.updateTable(table).set({ personId: to.id }).where('personId', '=', from.id).execute();
  }
  const drafts = await renameDrafts(trx, userId, from.name, to.name);
  return { ...from, photos, verdicts, merges, drafts };
}

/** Gives back what of a merged person's things is still with the other. @returns the photos' ids */
export async function restore(trx: Transaction<Tables>, snapshot: Snapshot, from: number): Promise<number[]> {
  const photos = await stillWith(trx, snapshot.photos, from);
  for (const table of ['photos', 'verdicts', 'merges'] as const) {
    for (const ids of chunksOf<number | string>(snapshot[table])) {
      await sql`update ${sql.table(table)} set "personId" = ${snapshot.id} where "personId" = ${from} and "id" in (${sql.join(ids)})`.execute(
        trx,
      );
    }
  }
  return photos;
}

/** Which of these photos are a person's. */
export async function stillWith(trx: Kysely<Tables>, photos: readonly number[], personId: number): Promise<number[]> {
  const theirs = new Set(await idsOf(trx, 'photos', personId));
  return photos.filter((id) => theirs.has(id));
}

function chunksOf<Item>(items: readonly Item[]): Item[][] {
  const chunks: Item[][] = [];
  for (let from = 0; from < items.length; from += MAX_VALUES_PER_STATEMENT)
    chunks.push(items.slice(from, from + MAX_VALUES_PER_STATEMENT));
  return chunks;
}

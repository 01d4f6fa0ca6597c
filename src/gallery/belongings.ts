import { type Kysely, sql, type Transaction } from 'kysely';
import { chunksOf } from '../catalog/chunks';
import { idsOf } from '../catalog/ids-of';
import type { Tables } from '../catalog/tables';
import { inTurns } from '../concurrency/turns';

/** A table whose rows belong to a person and have a numeric id. */
type BelongingTable = 'photos' | 'verdicts';

/** The ids of what belongs to a person. A merge keeps them, so that it can be undone. */
export interface Belongings {
  photos: number[];
  verdicts: number[];
}

/** Reads the ids of a person's photos. */
export const photosOf = (catalog: Kysely<Tables>, personId: number): Promise<number[]> =>
  idsOf(catalog, 'photos', 'personId', personId);

/** Gives rows to a person, as far as they are the other one's. */
async function give(
  trx: Transaction<Tables>,
  table: BelongingTable,
  ids: readonly number[],
  from: number,
  to: number,
): Promise<void> {
  for await (const some of inTurns(chunksOf(ids)))
    await sql`update ${sql.table(table)} set "personId" = ${to}
      where "personId" = ${from} and "id" in (${sql.join(some)})`.execute(trx);
}

/** Moves one person's photos and verdicts to another person. @returns the ids of what it moved */
export async function reassignBelongings(trx: Transaction<Tables>, from: number, to: number): Promise<Belongings> {
  const photos = await idsOf(trx, 'photos', 'personId', from);
  const verdicts = await idsOf(trx, 'verdicts', 'personId', from);
  await give(trx, 'photos', photos, from, to);
  await give(trx, 'verdicts', verdicts, from, to);
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
  for (const table of ['photos', 'verdicts'] as const) await give(trx, table, belongings[table], from, to);
  return photos;
}

/** Filters ids of photos: keeps those that still belong to a person. */
export async function stillWith(
  catalog: Kysely<Tables>,
  photos: readonly number[],
  personId: number,
): Promise<number[]> {
  const theirs = new Set(await idsOf(catalog, 'photos', 'personId', personId));
  return photos.filter((id) => theirs.has(id));
}

/** The file of a photo whose row was deleted. */
interface PhotoFile {
  imageName: string;
  path: string;
}

/** Deletes those of some photos that are a person's. @returns the photos' files */
export const deleteSomePhotosOf = (
  trx: Transaction<Tables>,
  personId: number,
  ids: readonly number[],
): Promise<PhotoFile[]> =>
  trx
    .deleteFrom('photos')
    .where('personId', '=', personId)
    .where('id', 'in', ids)
    .returning(['imageName', 'path'])
    .execute();

/** Deletes a person's photos and verdicts, so that little is left to be deleted with the person. @returns the photos' files */
export async function deletePhotosOf(trx: Transaction<Tables>, personId: number): Promise<PhotoFile[]> {
  const files: PhotoFile[] = [];
  for await (const ids of inTurns(chunksOf(await idsOf(trx, 'photos', 'personId', personId))))
    files.push(...(await deleteSomePhotosOf(trx, personId, ids)));
  for await (const ids of inTurns(chunksOf(await idsOf(trx, 'verdicts', 'personId', personId))))
    await trx.deleteFrom('verdicts').where('id', 'in', ids).execute();
  return files;
}

import type { Kysely, Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { chunksOf } from '../catalog/chunks';
import { readInTurns } from '../catalog/read-in-turns';
import type { Tables } from '../catalog/tables';
import { inTurns } from '../concurrency/turns';

// A gallery may have a hundred thousand rows. Deleting them in one statement would keep everybody waiting for seconds, so a deleted
// gallery is marked first, in one step, and emptied afterwards. If the app stops in between, it goes on at the next start.

/** A gallery whose account was deleted. */
export interface DeletedGallery {
  id: number;
  ownerId: number;
  folder: string;
}

/** Marks everything that a user owns as deleted: nobody finds it any more. */
export async function markDeleted(trx: Transaction<Tables>, ownerId: number): Promise<void> {
  await trx.updateTable('galleries').set({ deletedAt: Date.now(), name: '' }).where('ownerId', '=', ownerId).execute();
}

/** Lists the galleries that are marked. */
export const deletedGalleries = (catalog: Kysely<Tables>): Promise<DeletedGallery[]> =>
  catalog.selectFrom('galleries').select(['id', 'ownerId', 'folder']).where('deletedAt', 'is not', null).execute();

/** Reads the ids of rows, the first ones first. */
const idsIn = (catalog: Kysely<Tables>, table: 'photos' | 'verdicts' | 'people', galleryId: number) =>
  readInTurns((after: { id: number } | undefined, limit) =>
    catalog
      .selectFrom(table)
      .select('id')
      .where('galleryId', '=', galleryId)
      .where('id', '>', after?.id ?? 0)
      .orderBy('id')
      .limit(limit)
      .execute(),
  );

/**
 * Deletes a gallery's photos, faces, verdicts, ignored faces and people, little by little: others use the catalog in between.
 * @param forget is given the image names of photos that are gone
 */
export async function emptyGallery(
  catalog: Catalog,
  { id: galleryId }: Pick<DeletedGallery, 'id'>,
  forget: (imageNames: string[]) => void,
): Promise<void> {
  const idsOf = async (table: 'photos' | 'verdicts' | 'people') =>
    chunksOf((await idsIn(catalog, table, galleryId)).map(({ id }) => id));
  for await (const ids of inTurns(await idsOf('photos'))) {
    const gone = await catalog.deleteFrom('photos').where('id', 'in', ids).returning('imageName').execute();
    forget(gone.map(({ imageName }) => imageName));
  }
  for await (const ids of inTurns(await idsOf('verdicts')))
    await catalog.deleteFrom('verdicts').where('id', 'in', ids).execute();
  for await (const ids of inTurns(await idsOf('people')))
    await catalog.deleteFrom('people').where('id', 'in', ids).execute();
  await catalog.deleteFrom('ignoredFaces').where('galleryId', '=', galleryId).execute();
}

import type { Kysely, Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { chunksOf } from '../catalog/chunks';
import { idsOf } from '../catalog/ids-of';
import type { Tables } from '../catalog/tables';
import { inTurns } from '../concurrency/turns';
import { removeAllIgnoredFaces } from './ignored-faces';

// A gallery may have a hundred thousand rows. Deleting them in one statement would keep everybody waiting for seconds, so a deleted
// gallery is marked first, in one step, and emptied afterwards. If the app stops in between, it goes on at the next start.

/** A gallery that was deleted. */
export interface DeletedGallery {
  id: number;
  folder: string;
}

/** Marks galleries as deleted: nobody finds them any more, and no key opens them. */
export async function markDeleted(trx: Transaction<Tables>, ids: readonly number[]): Promise<void> {
  for (const id of ids)
    await trx
      .updateTable('galleries')
      .set({ deletedAt: Date.now(), name: '', personalOf: null })
      .where('id', '=', id)
      .execute();
}

/** Deletes the row of a gallery that is marked, once it is empty. */
export async function dropGallery(catalog: Kysely<Tables>, { id }: DeletedGallery): Promise<void> {
  await catalog.deleteFrom('galleries').where('id', '=', id).where('deletedAt', 'is not', null).execute();
}

/** Lists the galleries that are marked. */
export const deletedGalleries = (catalog: Kysely<Tables>): Promise<DeletedGallery[]> =>
  catalog.selectFrom('galleries').select(['id', 'folder']).where('deletedAt', 'is not', null).execute();

/**
 * Deletes a gallery's photos, faces, verdicts, ignored faces and people, little by little: others use the catalog in between.
 * @param forget is given the image names of photos that are gone
 */
export async function emptyGallery(
  catalog: Catalog,
  { id: galleryId }: Pick<DeletedGallery, 'id'>,
  forget: (imageNames: string[]) => void,
): Promise<void> {
  const chunksIn = async (table: 'photos' | 'verdicts' | 'people') =>
    chunksOf(await idsOf(catalog, table, 'galleryId', galleryId));
  for await (const ids of inTurns(await chunksIn('photos'))) {
    const gone = await catalog.deleteFrom('photos').where('id', 'in', ids).returning('imageName').execute();
    forget(gone.map(({ imageName }) => imageName));
  }
  for await (const ids of inTurns(await chunksIn('verdicts')))
    await catalog.deleteFrom('verdicts').where('id', 'in', ids).execute();
  for await (const ids of inTurns(await chunksIn('people')))
    await catalog.deleteFrom('people').where('id', 'in', ids).execute();
  await removeAllIgnoredFaces(catalog, galleryId);
}

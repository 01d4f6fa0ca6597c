import type { Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { galleryNotFound, tooManyGalleries } from '../errors';
import { type Gallery, insertGallery } from './galleries';

/** Galleries whose storage counts for one user. */
const MAX_GALLERIES = 50;

/**
 * Makes a gallery of a user's.
 * @param network whose descriptors count in it
 * @throws tooManyGalleries
 */
export async function makeGallery(
  trx: Transaction<Tables>,
  { name, ownerId, network }: Pick<Gallery, 'name' | 'ownerId' | 'network'>,
): Promise<Gallery> {
  const gallery = await insertGallery(trx, { name, ownerId, personalOf: null, network });
  const { count } = await trx
    .selectFrom('galleries')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('ownerId', '=', ownerId)
    .where('deletedAt', 'is', null)
    .executeTakeFirstOrThrow();
  if (Number(count) > MAX_GALLERIES) throw tooManyGalleries(MAX_GALLERIES);
  return gallery;
}

/** Gives a gallery another name. @throws galleryNotFound */
export async function renameGallery(trx: Transaction<Tables>, galleryId: number, name: string): Promise<void> {
  await trx
    .updateTable('galleries')
    .set({ name })
    .where('id', '=', galleryId)
    .where('deletedAt', 'is', null)
    .returning('id')
    .executeTakeFirstOrThrow(galleryNotFound);
}

import type { Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { galleryNameTaken, galleryNotFound, tooManyGalleries } from '../errors';
import { type Gallery, insertGallery } from './galleries';
import { roleIn } from './memberships';
import { nameKey } from './person-name';

/** Galleries whose storage counts for one user. */
const MAX_GALLERIES = 50;

/**
 * Makes a gallery of a user's.
 * @param network whose descriptors count in it
 * @throws galleryNameTaken, tooManyGalleries
 */
export async function makeGallery(
  trx: Transaction<Tables>,
  { name, ownerId, network }: Pick<Gallery, 'name' | 'ownerId' | 'network'>,
): Promise<Gallery> {
  await requireFreeName(trx, { name, ownerId, byUser: ownerId });
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

/** Gives a gallery another name. @param byUser who does it @throws galleryNotFound, galleryNameTaken */
export async function renameGallery(
  trx: Transaction<Tables>,
  { galleryId, byUser, name }: { galleryId: number; byUser: number; name: string },
): Promise<void> {
  const { ownerId } = await trx
    .updateTable('galleries')
    .set({ name })
    .where('id', '=', galleryId)
    .where('deletedAt', 'is', null)
    .returning('ownerId')
    .executeTakeFirstOrThrow(galleryNotFound);
  await requireFreeName(trx, { name, ownerId, byUser, except: galleryId });
}

/**
 * Requires that no other gallery of an owner has a name, in any case: the switcher shows nothing else of them. Only those count that whoever gives
 * the name may open, so that co-owners don't learn what an owner's other galleries are called. A gallery that passes on to somebody keeps its name.
 * @throws galleryNameTaken
 */
async function requireFreeName(
  trx: Transaction<Tables>,
  { name, ownerId, byUser, except = 0 }: { name: string; ownerId: number; byUser: number; except?: number },
): Promise<void> {
  const others = await trx
    .selectFrom('galleries')
    .select(['id', 'name'])
    .where('ownerId', '=', ownerId)
    .where('id', '<>', except)
    .where('deletedAt', 'is', null)
    .execute();
  for (const other of others.filter((each) => nameKey(each.name) === nameKey(name)))
    if (await roleIn(trx, other.id, byUser)) throw galleryNameTaken();
}

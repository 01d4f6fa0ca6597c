import { randomBytes } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { accountDeleted } from '../errors';
import { currentActor } from '../events/actor';
import { type Happening, tell } from '../events/happenings';
import { randomId } from '../storage/names';
import { PERSONAL } from './gallery-names';
import { GALLERY_COLUMNS, type Gallery } from './gallery-row';

export { GALLERY_COLUMNS, type Gallery } from './gallery-row';

/** Whose turn at the engine a photo takes: that of who sent it, so that no member uses up the turns of others. Work that is nobody's takes the owner's. */
const sender = ({ ownerId }: Gallery) => currentActor().userId ?? ownerId;

/** How a photo that a gallery is asked about is described. */
export const asking = (gallery: Gallery) => ({
  ...{ owner: sender(gallery), network: gallery.network },
  purpose: 'asking' as const,
});

/** How a photo is described whose face is to be enrolled. */
export const enrolling = (gallery: Gallery) => ({
  ...{ owner: sender(gallery), network: gallery.network },
  purpose: 'enrolling' as const,
});

/** Selects galleries whose account isn't deleted. */
const standing = (catalog: Kysely<Tables>) =>
  catalog.selectFrom('galleries').select(GALLERY_COLUMNS).where('deletedAt', 'is', null);

/**
 * Reads a gallery.
 * @throws accountDeleted when there is none with this id any more
 */
export async function requireGallery(catalog: Kysely<Tables>, id: number): Promise<Gallery> {
  return standing(catalog).where('id', '=', id).executeTakeFirstOrThrow(accountDeleted);
}

/** Finds a user's personal gallery. @returns undefined when the account is gone */
export async function personalGallery(catalog: Kysely<Tables>, userId: number): Promise<Gallery | undefined> {
  return standing(catalog).where('personalOf', '=', userId).executeTakeFirst();
}

/** Lists all galleries whose account isn't deleted. @returns their ids */
export async function standingGalleries(catalog: Kysely<Tables>): Promise<number[]> {
  return (await standing(catalog).orderBy('id').execute()).map(({ id }) => id);
}

/** Lists every gallery whose storage counts for a user, the oldest first. */
export async function galleriesOf(catalog: Kysely<Tables>, ownerId: number): Promise<Gallery[]> {
  return standing(catalog).where('ownerId', '=', ownerId).orderBy('id').execute();
}

/**
 * Creates a user's personal gallery, unless they have one. Belongs into the transaction that creates the user.
 * @param network whose descriptors count in a new one
 */
export async function ensurePersonalGallery(trx: Transaction<Tables>, userId: number, network: string): Promise<void> {
  if (await personalGallery(trx, userId)) return;
  await insertGallery(trx, { name: PERSONAL, ownerId: userId, personalOf: userId, network });
}

/**
 * Makes a gallery, and its owner a member.
 * @param gallery.network whose descriptors count in it
 */
export async function insertGallery(
  trx: Transaction<Tables>,
  { name, ownerId, personalOf, network }: Pick<Gallery, 'name' | 'ownerId' | 'personalOf' | 'network'>,
): Promise<Gallery> {
  // Random, so that a late removal can't delete the files of somebody who has signed up again meanwhile.
  const folder = randomBytes(16).toString('hex');
  const createdAt = Date.now();
  const gallery = await trx
    .insertInto('galleries')
    .values({
      ...{ handle: randomId(), name, ownerId, personalOf, folder },
      ...{ strictness: null, retention: null, network, createdAt },
    })
    .returning(GALLERY_COLUMNS)
    .executeTakeFirstOrThrow();
  await trx
    .insertInto('memberships')
    .values({ galleryId: gallery.id, userId: ownerId, role: 'owner', joinedAt: createdAt })
    .execute();
  return gallery;
}

/** Tells what happens in a gallery by itself, unless its account is deleted: what changes nothing in the catalog, or changed it little by little. */
export async function tellIn(catalog: Kysely<Tables>, galleryId: number, happening: Happening): Promise<void> {
  await catalog.transaction().execute(async (trx) => {
    const gallery = await standing(trx).where('id', '=', galleryId).executeTakeFirst();
    if (gallery) await tell(trx, galleryId, happening);
  });
}

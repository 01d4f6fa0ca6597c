import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { galleryNotFound, memberNotFound } from '../errors';
import { nameSeenBy } from './gallery-names';
import { endMembership, lockGallery } from './members';
import { type Role, roleIn } from './memberships';

/** A gallery that a user has left, and may open again by a group of theirs. */
export interface LeftGallery {
  handle: string;
  name: string;
}

/**
 * Has a user leave a gallery: their membership ends, and no group of theirs counts there until they come back or join by an invitation.
 * @throws galleryNotFound; memberNotFound when they have no role there; lastOwner when nobody else is an owner; personStaysOwner in their
 *   personal gallery
 */
export async function leaveGallery(trx: Transaction<Tables>, galleryId: number, userId: number): Promise<void> {
  await lockGallery(trx, galleryId);
  const membership = trx.selectFrom('memberships').select('role').where('galleryId', '=', galleryId);
  if (await membership.where('userId', '=', userId).executeTakeFirst()) await endMembership(trx, { galleryId, userId });
  else if (!(await roleIn(trx, galleryId, userId))) throw memberNotFound();
  await trx
    .insertInto('leftGalleries')
    .values({ galleryId, userId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** Selects the galleries that a user has left and that a group of theirs has a role in. */
const leftBy = (catalog: Kysely<Tables>, userId: number) =>
  catalog
    .selectFrom('leftGalleries')
    .innerJoin('galleries', 'galleries.id', 'leftGalleries.galleryId')
    .where('leftGalleries.userId', '=', userId)
    .where('deletedAt', 'is', null)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('userGroups')
          .innerJoin('galleryGroups', 'galleryGroups.groupName', 'userGroups.groupName')
          .select('userGroups.groupName')
          .whereRef('galleryGroups.galleryId', '=', 'leftGalleries.galleryId')
          .whereRef('userGroups.userId', '=', 'leftGalleries.userId'),
      ),
    );

/** Lists galleries that a user has left and may come back to, by name. */
export function leftGalleries(
  catalog: Kysely<Tables>,
  userId: number,
  { limit, offset }: { limit: number; offset: number },
): Promise<LeftGallery[]> {
  return leftBy(catalog, userId)
    .select(['galleries.handle', nameSeenBy(userId).as('name')])
    .orderBy('name')
    .orderBy('galleries.id')
    .limit(limit)
    .offset(offset)
    .execute();
}

/**
 * Brings a user back into a gallery that they have left: their groups count there again.
 * @returns the gallery's id, and their role in it now
 * @throws galleryNotFound unless they have left it and a group of theirs has a role in it
 */
export async function returnToGallery(
  trx: Transaction<Tables>,
  handle: string,
  userId: number,
): Promise<{ galleryId: number; role: Role }> {
  const { galleryId } = await leftBy(trx, userId)
    .select('leftGalleries.galleryId')
    .where('galleries.handle', '=', handle)
    .executeTakeFirstOrThrow(galleryNotFound);
  await trx.deleteFrom('leftGalleries').where('galleryId', '=', galleryId).where('userId', '=', userId).execute();
  const role = await roleIn(trx, galleryId, userId);
  if (!role) throw galleryNotFound();
  return { galleryId, role };
}

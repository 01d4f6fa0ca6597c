import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { galleryNotFound, lastOwner, memberNotFound, personStaysOwner } from '../errors';
import { GALLERY_COLUMNS, type Gallery } from './galleries';
import { ROLES, type Role } from './memberships';

/** Somebody who was given a role in a gallery. */
export interface Member {
  userId: number;
  displayName: string;
  role: Role;
  /** Milliseconds since 1970. */
  joinedAt: number;
  /** Whether an administrator keeps them out for now. */
  isSuspended: boolean;
}

/** Lists the members of a gallery: owners first, then editors, then viewers; among them, who joined first. */
export async function membersOf(catalog: Kysely<Tables>, galleryId: number): Promise<Member[]> {
  const members = await catalog
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.userId')
    .select(['userId', 'displayName', 'role', 'joinedAt', 'suspendedAt'])
    .where('galleryId', '=', galleryId)
    .orderBy('joinedAt')
    .orderBy('userId')
    .execute();
  return members
    .sort((one, other) => ROLES.indexOf(other.role) - ROLES.indexOf(one.role))
    .map(({ suspendedAt, ...member }) => ({ ...member, isSuspended: suspendedAt !== null }));
}

/**
 * Locks a gallery, so that its members stay who they are until the end of the transaction.
 * @throws galleryNotFound when it is gone
 */
export async function lockGallery(trx: Transaction<Tables>, galleryId: number): Promise<Gallery> {
  return trx
    .updateTable('galleries')
    .set((each) => ({ version: each.ref('version') }))
    .where('id', '=', galleryId)
    .where('deletedAt', 'is', null)
    .returning(GALLERY_COLUMNS)
    .executeTakeFirstOrThrow(galleryNotFound);
}

/**
 * Gives a member another role. If the gallery's storage counted for them and they are no owner any more, it counts for another owner.
 * @returns the role that they had
 * @throws galleryNotFound, memberNotFound; lastOwner when nobody else is an owner; personStaysOwner in their personal gallery
 */
export async function changeRole(
  trx: Transaction<Tables>,
  { galleryId, userId, role }: { galleryId: number; userId: number; role: Role },
): Promise<Role> {
  const gallery = await lockGallery(trx, galleryId);
  const before = await roleOf(trx, gallery, userId);
  if (role !== 'owner' && before === 'owner') await passOn(trx, gallery, userId);
  await trx
    .updateTable('memberships')
    .set({ role })
    .where('galleryId', '=', galleryId)
    .where('userId', '=', userId)
    .execute();
  return before;
}

/**
 * Ends a membership. If the gallery's storage counted for the member, it counts for another owner.
 * @returns the role that they had
 * @throws galleryNotFound, memberNotFound; lastOwner when nobody else is an owner; personStaysOwner in their personal gallery
 */
export async function endMembership(
  trx: Transaction<Tables>,
  { galleryId, userId }: { galleryId: number; userId: number },
): Promise<Role> {
  const gallery = await lockGallery(trx, galleryId);
  const before = await roleOf(trx, gallery, userId);
  if (before === 'owner') await passOn(trx, gallery, userId);
  await trx.deleteFrom('memberships').where('galleryId', '=', galleryId).where('userId', '=', userId).execute();
  return before;
}

/**
 * Has a gallery's storage count for another of its owners.
 * @throws galleryNotFound; memberNotFound when they are no owner; personStaysOwner for a personal gallery
 */
export async function passStorageOn(
  trx: Transaction<Tables>,
  { galleryId, userId }: { galleryId: number; userId: number },
): Promise<void> {
  const gallery = await lockGallery(trx, galleryId);
  if (gallery.personalOf !== null) throw personStaysOwner();
  if ((await roleOf(trx, gallery, userId)) !== 'owner') throw memberNotFound();
  await setStorageOwner(trx, galleryId, userId);
}

async function roleOf(trx: Transaction<Tables>, { id }: Gallery, userId: number): Promise<Role> {
  const { role } = await trx
    .selectFrom('memberships')
    .select('role')
    .where('galleryId', '=', id)
    .where('userId', '=', userId)
    .executeTakeFirstOrThrow(memberNotFound);
  return role;
}

/**
 * Finds who stays when an owner goes: the other owner who joined first gets the storage. Groups don't count, as nobody knows who will be in one, and
 * nor does who is suspended, as they couldn't act.
 */
async function passOn(trx: Transaction<Tables>, gallery: Gallery, userId: number): Promise<void> {
  if (gallery.personalOf === userId) throw personStaysOwner();
  const next = await trx
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.userId')
    .select('userId')
    .where('galleryId', '=', gallery.id)
    .where('role', '=', 'owner')
    .where('userId', '<>', userId)
    .where('suspendedAt', 'is', null)
    .orderBy('joinedAt')
    .orderBy('userId')
    .executeTakeFirst();
  if (!next) throw lastOwner();
  if (gallery.ownerId === userId) await setStorageOwner(trx, gallery.id, next.userId);
}

async function setStorageOwner(trx: Transaction<Tables>, galleryId: number, ownerId: number): Promise<void> {
  await trx.updateTable('galleries').set({ ownerId }).where('id', '=', galleryId).execute();
}

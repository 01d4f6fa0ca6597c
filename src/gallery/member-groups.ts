import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { groupNotFound, groupNotYours, tooManyGroups } from '../errors';
import { lockGallery } from './members';
import { isAtLeast, type Role } from './memberships';

/** A group of the sign-in provider's whose people have a role in a gallery. */
export interface MemberGroup {
  name: string;
  role: Role;
}

/** Each request of its members reads the groups of a gallery. */
const MAX_GROUPS = 50;

/** Lists the groups that have a role in a gallery, by name. */
export async function groupsOf(catalog: Kysely<Tables>, galleryId: number): Promise<MemberGroup[]> {
  return catalog
    .selectFrom('galleryGroups')
    .select(['groupName as name', 'role'])
    .where('galleryId', '=', galleryId)
    .orderBy('groupName')
    .execute();
}

/**
 * Gives a group a role in a gallery, in place of the one that it had. The gallery is then among those of everybody in the group, whom nobody has
 * asked: so only somebody of them gives it one, or a stronger one.
 * @param byUser the owner who does it
 * @returns whether that weakens it
 * @throws galleryNotFound, groupNotYours, tooManyGroups
 */
export async function setGroup(
  trx: Transaction<Tables>,
  galleryId: number,
  byUser: number,
  { name, role }: MemberGroup,
): Promise<boolean> {
  await lockGallery(trx, galleryId);
  const groups = await groupsOf(trx, galleryId);
  const before = groups.find((each) => each.name === name);
  if (!isAtLeast(before?.role, role) && !(await isInGroup(trx, byUser, name))) throw groupNotYours();
  if (!before && groups.length >= MAX_GROUPS) throw tooManyGroups(MAX_GROUPS);
  await trx
    .insertInto('galleryGroups')
    .values({ galleryId, groupName: name, role })
    .onConflict((conflict) => conflict.columns(['galleryId', 'groupName']).doUpdateSet({ role }))
    .execute();
  return before !== undefined && !isAtLeast(role, before.role);
}

async function isInGroup(trx: Transaction<Tables>, userId: number, name: string): Promise<boolean> {
  const found = trx
    .selectFrom('userGroups')
    .select('userId')
    .where('userId', '=', userId)
    .where('groupName', '=', name);
  return (await found.executeTakeFirst()) !== undefined;
}

/** Takes the role that a group has in a gallery. @throws galleryNotFound, groupNotFound */
export async function removeGroup(trx: Transaction<Tables>, galleryId: number, name: string): Promise<void> {
  await lockGallery(trx, galleryId);
  const { numDeletedRows } = await trx
    .deleteFrom('galleryGroups')
    .where('galleryId', '=', galleryId)
    .where('groupName', '=', name)
    .executeTakeFirstOrThrow();
  if (numDeletedRows === 0n) throw groupNotFound();
}

import type { Kysely, Transaction } from 'kysely';
import type { Role } from '../catalog/gallery-tables';
import type { Tables } from '../catalog/tables';
import { accountDeleted, galleryNotFound } from '../errors';
import type { Viewer } from './viewer';

export type { Role } from '../catalog/gallery-tables';

/** All roles, from the weakest on. Each may do what those before it may. */
export const ROLES = ['viewer', 'editor', 'owner'] as const satisfies readonly Role[];

/** Whether a role may do what another one may. Nobody's role, undefined, may do nothing. */
export const isAtLeast = (role: Role | undefined, needed: Role): boolean =>
  role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** The strongest of some roles. @returns undefined when there is none */
export const strongestOf = (roles: readonly Role[]): Role | undefined =>
  ROLES.filter((each) => roles.includes(each)).at(-1);

/** Finds a user's role in a gallery as it is now. @returns undefined when they have none, are suspended, or the gallery is gone */
export async function roleIn(catalog: Kysely<Tables>, galleryId: number, userId: number): Promise<Role | undefined> {
  const given = catalog
    .selectFrom('memberships')
    .innerJoin('galleries', 'galleries.id', 'galleryId')
    .innerJoin('users', 'users.id', 'userId')
    .select('role')
    .where('deletedAt', 'is', null)
    .where('suspendedAt', 'is', null)
    .where('galleryId', '=', galleryId)
    .where('userId', '=', userId);
  const byGroups = catalog
    .selectFrom('groupRoles')
    .innerJoin('galleries', 'galleries.id', 'galleryId')
    .innerJoin('users', 'users.id', 'userId')
    .select('role')
    .where('deletedAt', 'is', null)
    .where('suspendedAt', 'is', null)
    .where('galleryId', '=', galleryId)
    .where('userId', '=', userId);
  return strongestOf((await given.unionAll(byGroups).execute()).map(({ role }) => role));
}

/** Selects the ids of everyone who has a role in a gallery, each once. */
const membersOf = (catalog: Kysely<Tables>, galleryId: number) =>
  catalog
    .selectFrom('memberships')
    .select('userId')
    .where('galleryId', '=', galleryId)
    .union(catalog.selectFrom('groupRoles').select('userId').where('galleryId', '=', galleryId));

/** Finds the ids of everyone who has a role in a gallery. */
export async function memberIds(catalog: Kysely<Tables>, galleryId: number): Promise<Set<number>> {
  return new Set((await membersOf(catalog, galleryId).execute()).map(({ userId }) => userId));
}

/** Counts everyone who has a role in a gallery. */
export async function memberCount(catalog: Kysely<Tables>, galleryId: number): Promise<number> {
  const { count } = await catalog
    .selectFrom(membersOf(catalog, galleryId).as('members'))
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/**
 * Requires that a user may still open a gallery, in the transaction that writes something of theirs.
 * @throws accountDeleted, galleryNotFound
 */
export async function requireMember(trx: Transaction<Tables>, { gallery, userId }: Viewer): Promise<void> {
  if ((await roleIn(trx, gallery.id, userId)) !== undefined) return;
  const user = trx.selectFrom('users').select('id').where('id', '=', userId).where('issuer', '<>', '');
  await user.executeTakeFirstOrThrow(accountDeleted);
  throw galleryNotFound();
}

/** Gives a user a role in a gallery, in place of the one that they were given before. If they had left it, their groups count again, too. */
export async function giveRole(
  trx: Transaction<Tables>,
  { galleryId, userId, role }: { galleryId: number; userId: number; role: Role },
): Promise<void> {
  await trx
    .insertInto('memberships')
    .values({ galleryId, userId, role, joinedAt: Date.now() })
    .onConflict((conflict) => conflict.columns(['galleryId', 'userId']).doUpdateSet({ role }))
    .execute();
  await trx.deleteFrom('leftGalleries').where('galleryId', '=', galleryId).where('userId', '=', userId).execute();
}

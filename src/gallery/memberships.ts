import { type Kysely, sql, type Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import type { Role } from '../catalog/gallery-tables';
import type { Tables } from '../catalog/tables';
import { accountDeleted, galleryNotFound } from '../errors';
import { GALLERY_COLUMNS, type Gallery } from './gallery-row';
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

/** A gallery that a user may open, and their role in it: the strongest of what they were given and what their groups have. */
export interface Access {
  gallery: Gallery;
  role: Role;
}

/** More rows aren't read with a request: groups may bring somebody any number of galleries. There is a row for each membership, and for each group of a gallery. */
const MAX_ROWS = 300;

/**
 * Finds the galleries that a user may open.
 * @param handle the gallery that the request works in: it is among them, with its whole role, however many there are
 */
export type FindAccess = (userId: number, handle?: string) => Promise<Access[]>;

/**
 * Makes the query for the galleries that a user may open: their personal one first, then by name. If there are very many, it leaves out some that
 * they may open by a group. Every request of somebody who is signed in asks it, so it is compiled once.
 */
export function findAccess(catalog: Catalog): FindAccess {
  const columns = GALLERY_COLUMNS.map((column) => `galleries.${column}` as const);
  const given = catalog
    .selectFrom('memberships')
    .innerJoin('galleries', 'galleries.id', 'memberships.galleryId')
    .where('galleries.deletedAt', 'is', null)
    .where('memberships.userId', '=', 0)
    .select([...columns, 'memberships.role', sql<number>`0`.as('isByGroup')]);
  const byGroups = catalog
    .selectFrom('userGroups')
    .innerJoin('galleryGroups', 'galleryGroups.groupName', 'userGroups.groupName')
    .innerJoin('galleries', 'galleries.id', 'galleryGroups.galleryId')
    .where('galleries.deletedAt', 'is', null)
    .where('userGroups.userId', '=', 0)
    .select([...columns, 'galleryGroups.role', sql<number>`1`.as('isByGroup')]);
  const query = catalog
    .selectFrom(given.unionAll(byGroups).as('open'))
    .select([...GALLERY_COLUMNS, 'role'])
    .orderBy(sql<boolean>`handle = ${''}`, 'desc')
    .orderBy(sql<boolean>`"personalOf" = ${0}`, 'desc')
    .orderBy('isByGroup')
    .orderBy('id')
    .limit(MAX_ROWS)
    .compile();
  const of = (userId: number, handle: string): typeof query => ({
    ...query,
    parameters: [userId, userId, handle, userId, MAX_ROWS],
  });
  return async (userId, handle = '') => {
    const { rows } = await catalog.executeQuery(of(userId, handle));
    return accessesOf(rows, userId);
  };
}

function accessesOf(rows: ReadonlyArray<Gallery & { role: Role }>, userId: number): Access[] {
  const found = new Map<number, Access>();
  for (const { role, ...gallery } of rows) {
    const known = found.get(gallery.id);
    if (!known) found.set(gallery.id, { gallery, role });
    else if (isAtLeast(role, known.role)) known.role = role;
  }
  const isOther = ({ gallery }: Access) => (gallery.personalOf === userId ? 0 : 1);
  return [...found.values()].sort(
    (one, other) => isOther(one) - isOther(other) || one.gallery.name.localeCompare(other.gallery.name),
  );
}

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
    .selectFrom('galleryGroups')
    .innerJoin('userGroups', 'userGroups.groupName', 'galleryGroups.groupName')
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
    .union(
      catalog
        .selectFrom('galleryGroups')
        .innerJoin('userGroups', 'userGroups.groupName', 'galleryGroups.groupName')
        .select('userId')
        .where('galleryId', '=', galleryId),
    );

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

let accessLost = Number.NEGATIVE_INFINITY;

/** When somebody last lost a role, in the milliseconds of `performance.now()`: whoever remembers a role asks anew from then on. */
export const accessLostAt = (): number => accessLost;

/** To be called once a change is committed that takes a role from somebody, or weakens it. */
export function noteAccessLost(): void {
  accessLost = performance.now();
}

/** Gives a user a role in a gallery, in place of the one that they were given before. */
export async function giveRole(
  trx: Transaction<Tables>,
  { galleryId, userId, role }: { galleryId: number; userId: number; role: Role },
): Promise<void> {
  await trx
    .insertInto('memberships')
    .values({ galleryId, userId, role, joinedAt: Date.now() })
    .onConflict((conflict) => conflict.columns(['galleryId', 'userId']).doUpdateSet({ role }))
    .execute();
}

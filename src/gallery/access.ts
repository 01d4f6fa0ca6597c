import { sql } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { nameSeenBy } from './gallery-names';
import { GALLERY_COLUMNS, type Gallery } from './gallery-row';
import { isAtLeast, type Role } from './memberships';

/** A gallery that a user may open, and their role in it: the strongest of what they were given and what their groups have. */
export interface Access {
  gallery: Gallery;
  role: Role;
}

/** More rows aren't read with a request: groups may bring somebody any number of galleries. Each membership and each group of a gallery has a row. */
const MAX_ROWS = 300;

/**
 * Finds the galleries that a user may open.
 * @param handle the gallery that the request works in: it is among them, with its whole role, however many there are
 */
export type FindAccess = (userId: number, handle?: string) => Promise<Access[]>;

/**
 * Makes the query for the galleries that a user may open. Every request of somebody who is signed in asks it, so it is compiled once.
 * @returns finds them: the personal one first, the others by name. Of very many, it leaves out some that they may open by a group.
 */
export function findAccess(catalog: Catalog): FindAccess {
  const columns = GALLERY_COLUMNS.filter((column) => column !== 'name').map((column) => `galleries.${column}` as const);
  const given = catalog
    .selectFrom('memberships')
    .innerJoin('galleries', 'galleries.id', 'memberships.galleryId')
    .where('galleries.deletedAt', 'is', null)
    .where('memberships.userId', '=', 0)
    .select([...columns, nameSeenBy(0).as('name'), 'memberships.role', sql<number>`0`.as('isByGroup')]);
  const byGroups = catalog
    .selectFrom('groupRoles')
    .innerJoin('galleries', 'galleries.id', 'groupRoles.galleryId')
    .where('galleries.deletedAt', 'is', null)
    .where('groupRoles.userId', '=', 0)
    .select([...columns, nameSeenBy(0).as('name'), 'groupRoles.role', sql<number>`1`.as('isByGroup')]);
  const query = catalog
    .selectFrom(given.unionAll(byGroups).as('open'))
    .select([...GALLERY_COLUMNS, 'role'])
    .orderBy(sql<boolean>`handle = ${''}`, 'desc')
    .orderBy(sql<boolean>`"personalOf" = ${0}`, 'desc')
    .orderBy('isByGroup')
    .orderBy('id')
    .limit(MAX_ROWS)
    .compile();
  // In the order of the question marks in the compiled query.
  const of = (userId: number, handle: string): typeof query => ({
    ...query,
    parameters: [userId, userId, userId, userId, handle, userId, MAX_ROWS],
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

import type { Catalog } from '../../catalog/catalog';
import { galleryNotFound, roleTooWeak } from '../../errors';
import type { Gallery } from '../../gallery/galleries';
import { isAtLeast, type Role, roleIn } from '../../gallery/memberships';

/** Requires that a user may copy people from one gallery to another: they may edit both, and own the first one if it is a move. @throws galleryNotFound, roleTooWeak */
export async function requireMayCopy(
  catalog: Catalog,
  { userId, source, target, moves }: { userId: number; source: Gallery; target: Gallery; moves: boolean },
): Promise<void> {
  await requireRole(catalog, source, userId, moves ? 'owner' : 'editor');
  await requireRole(catalog, target, userId, 'editor');
}

async function requireRole(
  catalog: Catalog,
  { id }: Gallery,
  userId: number,
  needed: Exclude<Role, 'viewer'>,
): Promise<void> {
  const role = await roleIn(catalog, id, userId);
  if (!role) throw galleryNotFound();
  if (!isAtLeast(role, needed)) throw roleTooWeak(needed);
}

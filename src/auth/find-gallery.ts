import type { Catalog } from '../catalog/catalog';
import { accountDeleted, galleryNotFound, notSignedIn, roleChanged } from '../errors';
import { type Access, findAccess } from '../gallery/access';
import { isAtLeast, roleIn } from '../gallery/memberships';
import type { Context, Middleware } from '../web/context';
import type { SessionStore } from './session-store';

/**
 * Finds the galleries that the user who is signed in may open, and which of them the request works in: the one that the address names, or else
 * their personal one. A key has its own, and no other.
 * @throws galleryNotFound for a key of another gallery than the address names
 */
export function findGallery(catalog: Catalog, sessions: SessionStore): Middleware {
  const accessOf = findAccess(catalog);
  return async function findGallery(ctx, next) {
    const { user, key, gallery, galleryHandle } = ctx.state;
    if (key && galleryHandle !== undefined && gallery?.handle !== galleryHandle) throw galleryNotFound();
    if (user && !key) {
      const galleries = await accessOf(user.id, galleryHandle);
      ctx.state.galleries = galleries;
      const isMeant = ({ gallery: { handle, personalOf } }: Access) =>
        galleryHandle === undefined ? personalOf === user.id : handle === galleryHandle;
      enter(ctx, galleries.known.find(isMeant), user.id, async (galleryId) => {
        if (!(await sessions.stands(ctx))) throw notSignedIn();
        return roleIn(catalog, galleryId, user.id);
      });
    }
    return next();
  };
}

function enter(
  ctx: Context,
  access: Access | undefined,
  userId: number,
  roleNow: (galleryId: number) => Promise<Access['role'] | undefined>,
): void {
  if (!access) return;
  const { gallery, role } = access;
  ctx.state.gallery = gallery;
  ctx.state.role = role;
  ctx.state.recheckAccess = async () => {
    const now = await roleNow(gallery.id);
    // Nobody loses their own but with their account.
    if (!now) throw gallery.personalOf === userId ? accountDeleted() : galleryNotFound();
    if (!isAtLeast(now, role)) throw roleChanged();
  };
}

import { accountDeleted, galleryNotFound, notSignedIn, pageNotFound, roleTooWeak } from '../errors';
import type { KnownGalleries } from '../gallery/access';
import type { Gallery } from '../gallery/galleries';
import { isAtLeast } from '../gallery/memberships';
import type { Viewer } from '../gallery/viewer';
import type { Context, Middleware, Next } from '../web/context';
import { seeOther } from '../web/middleware/forms';
import { signInAddress } from '../web/responses/sign-in-address';

/**
 * Lets only people pass who are signed in and may open the gallery that the address names: its viewers, editors and owners. Others are sent to
 * sign in, and from there back to the page.
 * @throws notSignedIn for a request that isn't for a page: a program's, or one for a picture; galleryNotFound for somebody who isn't a member
 */
export const ensureLoggedIn: Middleware = async function ensureLoggedIn(ctx, next) {
  if (ctx.state.user) {
    if (ctx.state.galleryHandle !== undefined && !ctx.state.gallery) throw galleryNotFound();
    return next();
  }
  if (!wantsPage(ctx)) throw notSignedIn();
  seeOther(ctx, signInAddress(ctx));
};

/** As `ensureLoggedIn`, for editors and owners of the gallery. @throws roleTooWeak, what `ensureLoggedIn` throws */
export const ensureEditor: Middleware = function ensureEditor(ctx, next) {
  return ensureRole(ctx, 'editor', next);
};

/** As `ensureLoggedIn`, for owners of the gallery. @throws roleTooWeak, what `ensureLoggedIn` throws */
export const ensureOwner: Middleware = function ensureOwner(ctx, next) {
  return ensureRole(ctx, 'owner', next);
};

async function ensureRole(ctx: Context, needed: 'editor' | 'owner', next: Next): Promise<void> {
  await ensureLoggedIn(ctx, async () => {
    requireRole(ctx, needed);
    await next();
  });
}

/** Requires that the user may do what a role may, in the gallery that a request works in. @throws roleTooWeak */
export function requireRole({ state: { role } }: Context, needed: 'editor' | 'owner'): void {
  if (!isAtLeast(role, needed)) throw roleTooWeak(needed);
}

/** Lets only administrators pass. For everybody else there is no such page. @throws pageNotFound */
export const ensureAdmin: Middleware = async function ensureAdmin(ctx, next) {
  if (!ctx.state.user?.isAdmin) throw pageNotFound();
  await next();
};

// `Sec-Fetch-Dest` says what a browser uses the answer for: a redirect to sign in is no use to a picture or a script.
function wantsPage(ctx: Context): boolean {
  const destination = ctx.get('Sec-Fetch-Dest');
  return (destination === '' || destination === 'document') && ctx.accepts('html', 'json') === 'html';
}

/**
 * The gallery that a request works in.
 * @throws notSignedIn when nobody is (a route without `ensureLoggedIn`), accountDeleted when the account was deleted in the meantime
 */
export function galleryOf(ctx: Context): Gallery {
  if (!ctx.state.user) throw notSignedIn();
  if (!ctx.state.gallery) throw accountDeleted();
  return ctx.state.gallery;
}

/**
 * Who looks, and in which gallery.
 * @throws as `galleryOf`
 */
export const viewerOf = (ctx: Context): Viewer => ({ gallery: galleryOf(ctx), userId: getUserId(ctx) });

/**
 * The id of the user who is signed in.
 * @throws notSignedIn when nobody is (a route without `ensureLoggedIn`)
 */
export function getUserId(ctx: Context): number {
  if (!ctx.state.user) throw notSignedIn();
  return ctx.state.user.id;
}

/**
 * What the request knows of the galleries that the user who is signed in may open.
 * @throws notSignedIn when nobody is, or a key opened the request
 */
export function knownGalleries({ state: { galleries } }: Context): KnownGalleries {
  if (!galleries) throw notSignedIn();
  return galleries;
}

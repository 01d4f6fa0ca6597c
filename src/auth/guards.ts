import type { Catalog } from '../catalog/catalog';
import { accountDeleted, notSignedIn } from '../errors';
import { type Gallery, personalGallery } from '../gallery/galleries';
import type { Context, Middleware } from '../web/context';
import { seeOther } from '../web/middleware/forms';
import { signInAddress } from '../web/responses/sign-in-address';

/**
 * Lets only people pass who are signed in. Others are sent to sign in, and from there back to the page.
 * @throws notSignedIn for a request that isn't for a page: a program's, or one for a picture
 */
export const ensureLoggedIn: Middleware = async function ensureLoggedIn(ctx, next) {
  if (ctx.state.user) return next();
  if (!wantsPage(ctx)) throw notSignedIn();
  seeOther(ctx, signInAddress(ctx));
};

// `Sec-Fetch-Dest` says what a browser uses the answer for: a redirect to sign in is no use to a picture or a script.
function wantsPage(ctx: Context): boolean {
  const destination = ctx.get('Sec-Fetch-Dest');
  return (destination === '' || destination === 'document') && ctx.accepts('html', 'json') === 'html';
}

/** Finds the personal gallery of the user who is signed in and puts it into the state, where `galleryOf` finds it. A key has its own. */
export function findGallery(catalog: Catalog): Middleware {
  return async function findGallery(ctx, next) {
    if (ctx.state.user && !ctx.state.key) ctx.state.gallery = await personalGallery(catalog, ctx.state.user.id);
    return next();
  };
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
 * The id of the user who is signed in.
 * @throws notSignedIn when nobody is (a route without `ensureLoggedIn`)
 */
export function getUserId(ctx: Context): number {
  if (!ctx.state.user) throw notSignedIn();
  return ctx.state.user.id;
}

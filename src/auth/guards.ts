import { notSignedIn } from '../errors';
import type { Context, Middleware } from '../web/context';
import { seeOther } from '../web/responses/see-other';

/**
 * Lets only those pass who are signed in. Others are sent to sign in, and from there back to the page they asked for;
 * what is no page (a program's request, a picture inside a page) is told so instead.
 * @throws notSignedIn
 */
export const ensureLoggedIn: Middleware = async function ensureLoggedIn(ctx, next) {
  if (ctx.state.user) return next();
  if (!wantsPage(ctx)) throw notSignedIn();
  const looks = ctx.method === 'GET' || ctx.method === 'HEAD';
  // What a form sent is lost by then, so its address would show nothing.
  seeOther(ctx, looks ? `/login?returnTo=${encodeURIComponent(ctx.url)}` : '/login');
};

// `Sec-Fetch-Dest` says what a browser will do with the answer; a page of a provider is no use as a picture or to a script.
function wantsPage(ctx: Context): boolean {
  const destination = ctx.get('Sec-Fetch-Dest');
  return (destination === '' || destination === 'document') && ctx.accepts('html', 'json') === 'html';
}

/**
 * The id of whoever is signed in.
 * @throws notSignedIn, should a route have forgotten ensureLoggedIn
 */
export function getUserId(ctx: Context): number {
  if (!ctx.state.user) throw notSignedIn();
  return ctx.state.user.id;
}

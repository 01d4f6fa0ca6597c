import { StartError } from '../../start-error';
import { ASSETS_PATH } from '../assets/assets';
import type { Context, Middleware } from '../context';
import { GALLERIES_PATH, galleryPrefix, linkTo } from '../links';
import { isRead } from './request-kinds';

/** The path of PUBLIC_URL, without a slash at the end: empty when the app has a host of its own. */
export const basePathOf = (publicUrl: string): string => new URL(publicUrl).pathname.replace(/\/$/, '');

/**
 * Refuses a path of PUBLIC_URL that begins as one of the app's own does: behind a proxy that takes it off, nobody could tell which is meant.
 * @param own the paths of the app's routes
 * @throws {StartError}
 */
export function requireFreePath(publicUrl: string, own: readonly string[]): void {
  const [, first = ''] = basePathOf(publicUrl).split('/');
  const taken = new Set([...own, ASSETS_PATH, GALLERIES_PATH].map((path) => path.split('/')[1]?.toLowerCase()));
  if (first !== '' && taken.has(first.toLowerCase()))
    throw new StartError(`PUBLIC_URL has the path /${first}, which the app uses itself: take another, such as /faces.`);
}

// A handle is random letters and digits. With anything else, there is no such page.
const GALLERY = /^\/g\/([a-z0-9-]{1,64})(?=\/|$)/;

/**
 * Takes off the address what stands before a path of the app: the path of PUBLIC_URL, which a proxy may pass on or have taken off itself,
 * and then `/g/<handle>`, whether there is such a gallery or not. From then on, `ctx.path` is the path of the app, and `ctx.state.base` is
 * what `linkTo` puts before it again. `/g/<handle>` alone leads to `/g/<handle>/`.
 * @param publicUrl without a slash at the end
 */
export function readBasePath(publicUrl: string): Middleware {
  const basePath = basePathOf(publicUrl);
  return async function readBasePath(ctx, next) {
    ctx.state.base = basePath;
    const asked = ctx.path;
    const below = `${asked}/`.startsWith(`${basePath}/`) ? asked.slice(basePath.length) : asked;
    const handle = GALLERY.exec(below)?.[1];
    const prefix = handle === undefined ? '' : galleryPrefix(handle);
    ctx.state.galleryHandle = handle;
    ctx.state.base += prefix;
    const path = below.slice(prefix.length);
    ctx.path = path || '/';
    if (path === '' && isRead(ctx)) lead(ctx);
    else await next();
  };
}

const lead = (ctx: Context): void => ctx.redirect(linkTo(ctx, '/') + ctx.search);

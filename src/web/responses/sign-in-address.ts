import type { Context } from '../context';
import { unlinked } from '../links';

/**
 * The path that signs people in and leads them back to the page they were at. A form's data would be lost on the way, so that leads
 * back to the page with the form, which browsers name in `Referer` (our pages ask them to, for this site alone).
 */
export function signInAddress(ctx: Context): string {
  const isRead = ctx.method === 'GET' || ctx.method === 'HEAD';
  const page = isRead ? ctx.url : pathOf(ctx, ctx.get('Referer'));
  return page === undefined ? '/login' : `/login?returnTo=${encodeURIComponent(page)}`;
}

// Only its path in this gallery is used, and `/login` leads to no other host, so it doesn't matter who wrote the header.
function pathOf(ctx: Context, referer: string): string | undefined {
  if (!URL.canParse(referer)) return undefined;
  const { pathname, search } = new URL(referer);
  return unlinked(ctx, pathname + search);
}

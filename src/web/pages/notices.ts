import type { Context, Notice } from '../context';

// Shown all at once, so more than these would hide the page; they also bound what a session stores.
const MAX_NOTICES = 40;

/** Keeps notices for the next page that is shown, over the redirect in between. */
export function addNotices(ctx: Context, notices: readonly Notice[]): void {
  ctx.session.notices = [...(ctx.session.notices ?? []), ...notices].slice(0, MAX_NOTICES);
}

/** The notices left for this page; they are shown once. */
export function takeNotices(ctx: Context): Notice[] {
  const notices: Notice[] = ctx.session.notices ?? [];
  delete ctx.session.notices;
  return notices;
}

import type Koa from 'koa';

export interface Notice {
  kind: 'success' | 'warning' | 'danger';
  text: string;
  /** The id of the element that it is about, on the next page: it is shown there, and not at the top. */
  at?: string;
  /** What can be done about it, such as taking it back: a button that posts, after a question where it deletes something for good. */
  action?: { url: string; label: string; fields?: Readonly<Record<string, string>>; question?: string };
}

// Shown all at once, so more than these would hide the page; they also bound what a session stores.
const MAX_NOTICES = 40;

/** Keeps notices for the next page that is shown, over the redirect in between. */
export function addNotices(ctx: Koa.Context, notices: readonly Notice[]): void {
  ctx.session.notices = [...(ctx.session.notices ?? []), ...notices].slice(0, MAX_NOTICES);
}

/** The notices left for this page; they are shown once. */
export function takeNotices(ctx: Koa.Context): Notice[] {
  const notices: Notice[] = ctx.session.notices ?? [];
  delete ctx.session.notices;
  return notices;
}

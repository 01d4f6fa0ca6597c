import { noteErasure } from '../../catalog/erasure';
import type { Context, Notice } from '../context';

// More of them would hide the page, and a session should stay small.
const MAX_NOTICES = 40;

/** Keeps notices in the session for the next page, beyond any redirect. */
export function addNotices(ctx: Context, notices: readonly Notice[]): void {
  ctx.session.notices = [...(ctx.session.notices ?? []), ...notices].slice(0, MAX_NOTICES);
}

/** Takes the notices for this page out of the session, as each is shown once. */
export function takeNotices(ctx: Context): Notice[] {
  const notices: Notice[] = ctx.session.notices ?? [];
  if (notices.length > 0) noteErasure(); // they may name somebody who was deleted
  delete ctx.session.notices;
  return notices;
}

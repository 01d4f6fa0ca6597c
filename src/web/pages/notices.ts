import { noteErasure } from '../../catalog/erasure';
import type { Context, Notice } from '../context';

// More of them would hide the page, and a session should stay small.
const MAX_NOTICES = 40;

/**
 * Keeps notices in the session for the next page, beyond any redirect. Pages of other galleries, which may be open in other tabs, don't show them.
 * @param handle the `galleryHandle` of the next page, if it is another gallery's; null for a page without one
 */
export function addNotices(
  ctx: Context,
  notices: readonly Notice[],
  handle: string | null | undefined = ctx.state.galleryHandle,
): void {
  const gallery = handle ?? undefined;
  const { notices: kept = [] } = ctx.session;
  const own = kept.filter((each) => each.gallery === gallery);
  const others = kept.filter((each) => each.gallery !== gallery);
  const all = [...own, ...notices.map((notice) => ({ ...notice, gallery }))];
  ctx.session.notices = [...others.slice(-MAX_NOTICES), ...all.slice(0, MAX_NOTICES)];
}

/** Takes the notices for this page out of the session, as each is shown once. */
export function takeNotices(ctx: Context): Notice[] {
  const { notices = [] } = ctx.session;
  const isForOthers = ({ gallery }: Notice) => gallery !== ctx.state.galleryHandle;
  const [taken, left] = [notices.filter((each) => !isForOthers(each)), notices.filter(isForOthers)];
  if (taken.length === 0) return [];
  noteErasure(); // they may name somebody who was deleted
  if (left.length > 0) ctx.session.notices = left;
  else delete ctx.session.notices;
  return taken;
}

import type { Context } from '../web/context';
import { rootOf } from '../web/links';

const NAME = 'familiar-faces-ask';
const MAX_AGE_MS = 24 * 60 * 60 * 1000;

/** Sign-ins begin at `/login` of every gallery. */
const pathOf = (ctx: Context) => rootOf(ctx) || '/';

/**
 * Remembers in the browser that the next sign-in is to ask who it is. A provider without a sign-out for apps would otherwise sign in
 * whoever has just left, without a question.
 */
export function askAtNextSignIn(ctx: Context): void {
  ctx.cookies.set(NAME, '1', {
    path: pathOf(ctx),
    maxAge: MAX_AGE_MS,
    httpOnly: true,
    sameSite: 'lax',
    signed: true,
    overwrite: true,
  });
}

/** Whether this sign-in is to ask. It does so once. */
export function takeAskAgain(ctx: Context): boolean {
  if (ctx.cookies.get(NAME, { signed: true }) === undefined) return false;
  ctx.cookies.set(NAME, null, { path: pathOf(ctx), httpOnly: true, sameSite: 'lax', signed: true, overwrite: true });
  return true;
}

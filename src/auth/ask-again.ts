import type { Context } from '../web/context';

const NAME = 'familiar-faces-ask';
const PATH = '/login';
const MAX_AGE_MS = 24 * 60 * 60 * 1000;

/**
 * Remembers in the browser that the next sign-in is to ask who it is. A provider without a sign-out for apps would otherwise sign in
 * whoever has just left, without a question.
 */
export function askAtNextSignIn(ctx: Context): void {
  ctx.cookies.set(NAME, '1', {
    path: PATH,
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
  ctx.cookies.set(NAME, null, { path: PATH, httpOnly: true, sameSite: 'lax', signed: true, overwrite: true });
  return true;
}

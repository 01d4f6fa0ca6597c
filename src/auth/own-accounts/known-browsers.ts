import { randomId } from '../../storage/names';
import { DAY_MS } from '../../units';
import type { Context } from '../../web/context';

const NAME = 'familiar-faces-known';
const MAX_AGE_MS = 365 * DAY_MS;

/** The id of a browser that has signed in to an account before; undefined for others. */
export function knownBrowserOf(ctx: Context, subject: string | undefined): string | undefined {
  const [known, id] = ctx.cookies.get(NAME, { signed: true })?.split('.') ?? [];
  return known === subject ? id : undefined;
}

/** Remembers in the browser that it has signed in to an account. It opens nothing: only its wrong passwords count by themselves. @param path of the app */
export function rememberBrowser(ctx: Context, subject: string, path: string): void {
  const id = knownBrowserOf(ctx, subject) ?? randomId();
  ctx.cookies.set(NAME, `${subject}.${id}`, {
    ...{ path, maxAge: MAX_AGE_MS, httpOnly: true, sameSite: 'lax', signed: true, overwrite: true },
  });
}

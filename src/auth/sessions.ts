import type Koa from 'koa';
import session from 'koa-session';
import { MAX_CLOCK_ERROR_MS } from '../concurrency/schedule';
import type { Config } from '../config';
import { HOUR_MS } from '../units';
import type { Context, Middleware, Session } from '../web/context';
import { basePathOf } from '../web/middleware/base-path';
import type { SessionStore } from './session-store';

const NAME = 'familiar-faces';
const MAX_AGE_MS = 30 * 24 * HOUR_MS;

/**
 * Names the session's cookie. `__Host-` binds it to this very host (RFC 6265bis, 4.1.3.2), but only works over HTTPS, and for `Path=/`. An
 * app below a path shares its host with others, which must not get the cookie: there, `__Secure-` (4.1.3.1) has to do.
 */
function cookieName(publicUrl: string): string {
  if (!publicUrl.startsWith('https:')) return NAME;
  return basePathOf(publicUrl) === '' ? `__Host-${NAME}` : `__Secure-${NAME}`;
}

/**
 * Gives every request `ctx.session`. A session gets a row and a cookie only when something is put into it: visitors who just look get neither.
 * It ends when it hasn't been used for the configured hours, or a month after the sign-in.
 */
export function keepSessions(
  app: Koa,
  store: SessionStore,
  { publicUrl, sessionHours }: Pick<Config, 'publicUrl' | 'sessionHours'>,
): Middleware {
  // koa-session changes its options, so each app needs its own object.
  const options = {
    key: cookieName(publicUrl),
    path: basePathOf(publicUrl) || '/',
    maxAge: sessionHours * HOUR_MS,
    renew: true,
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.startsWith('https:'),
    signed: true,
    store,
    valid: (_ctx: Context, { signedInAt }: Session) => signedInAt === undefined || isOfAge(signedInAt),
  };
  return session(options, app) as Middleware;
}

// A sign-in dated days ahead comes from a time when the clock was wrong. The session would last until then and a month more.
const isOfAge = (signedInAt: number) => {
  const age = Date.now() - signedInAt;
  return age < MAX_AGE_MS && age > -MAX_CLOCK_ERROR_MS;
};

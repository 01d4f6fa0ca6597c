import type Koa from 'koa';
import session from 'koa-session';
import { MAX_CLOCK_ERROR_MS } from '../concurrency/schedule';
import type { Config } from '../config';
import { HOUR_MS } from '../units';
import type { Context, Middleware, Session } from '../web/context';
import type { SessionStore } from './session-store';

const NAME = 'familiar-faces';
const MAX_AGE_MS = 30 * 24 * HOUR_MS;

/** Names the session's cookie. `__Host-` binds it to this very host (RFC 6265bis, 4.1.3.2), but only works over HTTPS. */
const cookieName = (publicUrl: string) => (publicUrl.startsWith('https:') ? `__Host-${NAME}` : NAME);

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

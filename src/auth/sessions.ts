import type Koa from 'koa';
import session from 'koa-session';
import { MAX_CLOCK_ERROR_MS } from '../concurrency/schedule';
import type { Config } from '../config';
import type { PendingSignIns } from './pending-sign-ins';
import type { SessionStore } from './session-store';

/** What sign-in keeps in a session. */
export interface SignInSession extends PendingSignIns {
  /** When the person signed in; a session ends for good some time after, however busy it is. */
  signedInAt?: number;
  /** Shown to the provider at sign-out, as a proof of whose session it shall end. */
  idToken?: string;
}

const NAME = 'familiar-faces';
const HOUR_MS = 3_600_000;
const MAX_AGE_MS = 30 * 24 * HOUR_MS;

/** The name of the session's cookie. `__Host-` binds it to this very host (RFC 6265bis, 4.1.3.2), but only works over HTTPS. */
export const cookieName = (publicUrl: string) => (publicUrl.startsWith('https:') ? `__Host-${NAME}` : NAME);

/**
 * Gives every request `ctx.session`. Only what is put in there makes a row and a cookie: who just looks gets neither.
 * A session ends when nobody has used it for the configured hours, or a month after its sign-in.
 */
export function keepSessions(
  app: Koa,
  store: SessionStore,
  { publicUrl, sessionHours }: Pick<Config, 'publicUrl' | 'sessionHours'>,
): Koa.Middleware {
  // koa-session changes the object it is given: each app needs its own.
  const options = {
    key: cookieName(publicUrl),
    maxAge: sessionHours * HOUR_MS,
    renew: true,
    httpOnly: true,
    sameSite: 'lax',
    secure: publicUrl.startsWith('https:'),
    signed: true,
    store,
    valid: (_ctx: Koa.Context, { signedInAt }: SignInSession) => signedInAt === undefined || isOfAge(signedInAt),
  };
  return session(options, app) as Koa.Middleware;
}

// A sign-in that lies days ahead was dated by a clock that was wrong: it would last until then, and a month more.
const isOfAge = (signedInAt: number) => {
  const age = Date.now() - signedInAt;
  return age < MAX_AGE_MS && age > -MAX_CLOCK_ERROR_MS;
};

/** The session of a request, as sign-in sees it. */
export const sessionOf = (ctx: Koa.Context) => ctx.session as SignInSession;

import type { Middleware } from '../web/context';
import { fromKoa } from '../web/routes';
import type { Passport } from './passport';

/**
 * Sets `ctx.state.user` by the session that the cookie names. Without a cookie it makes no query.
 * From here on an answer depends on the user, so no cache may keep it unless a route says otherwise.
 * @param session sets `ctx.session`, as `keepSessions` does
 */
export function authenticate(passport: Passport, session: Middleware): Middleware {
  const initialize = fromKoa(passport.initialize());
  const recognizeUser = fromKoa(passport.session());
  return function authenticateRequest(ctx, next) {
    ctx.set('Cache-Control', 'no-store');
    return session(ctx, async () => initialize(ctx, async () => recognizeUser(ctx, next)));
  };
}

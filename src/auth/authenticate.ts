import type Koa from 'koa';
import type { Passport } from './passport';

/**
 * Says who sends a request: `ctx.state.user`, by the session that the cookie names. Without a cookie it asks nobody.
 * From here on an answer depends on who asks, so no cache may keep it, unless a route says otherwise.
 * @param session gives the request its `ctx.session`, as `keepSessions` does
 */
export function authenticate(passport: Passport, session: Koa.Middleware): Koa.Middleware {
  const initialize = passport.initialize();
  const recognizeUser = passport.session();
  return function authenticateRequest(ctx, next) {
    ctx.set('Cache-Control', 'no-store');
    return session(ctx, () => initialize(ctx, () => recognizeUser(ctx, next)));
  };
}

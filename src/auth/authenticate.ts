import type Koa from 'koa';
import type { Services } from '../services';
import type { Middleware } from '../web/context';
import { fromKoa } from '../web/routes';
import { passportOf } from './passport';
import { keepSessions } from './sessions';

/**
 * Says who sends a request: `ctx.state.user`, by the session that the cookie names. Without a cookie it asks nobody.
 * From here on an answer depends on who asks, so no cache may keep it, unless a route says otherwise.
 */
export function authenticate(app: Koa, services: Services): Middleware {
  const passport = passportOf(services);
  const session = keepSessions(app, services);
  const initialize = fromKoa(passport.initialize());
  const recognizeUser = fromKoa(passport.session());
  return function authenticateRequest(ctx, next) {
    ctx.set('Cache-Control', 'no-store');
    return session(ctx, async () => initialize(ctx, async () => recognizeUser(ctx, next)));
  };
}

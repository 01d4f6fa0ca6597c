import { KoaPassport } from 'koa-passport';
import type { Middleware } from '../web/context';
import { isForApi } from '../web/responses/api-paths';
import { fromKoa } from '../web/routes';
import type { User } from './user-row';
import type { Users } from './users';

export type Passport = InstanceType<typeof KoaPassport>;

/**
 * Makes the app's passport, which keeps the user's id in the session. It isn't the package's global one, because several apps may
 * run in one process.
 */
export function createPassport(users: Users): Passport {
  const passport = new KoaPassport();
  passport.serializeUser((user, done) => done(null, (user as User).id));
  // False when the account is gone, suspended, or not let in any more: passport then treats the request as anonymous.
  passport.deserializeUser((id: number, done) => {
    users.visit(id).then((user) => done(null, user ?? false), done);
  });
  return passport;
}

/**
 * Sets `ctx.state.user` by the session that the cookie names. Without a cookie it makes no query. For the API no cookie is read.
 * From here on an answer depends on the user, so no cache may keep it unless a route says otherwise.
 * @param session sets `ctx.session`, as `keepSessions` does
 */
export function authenticate(passport: Passport, session: Middleware): Middleware {
  const initialize = fromKoa(passport.initialize());
  const recognizeUser = fromKoa(passport.session());
  return function authenticateRequest(ctx, next) {
    if (isForApi(ctx)) return next();
    ctx.set('Cache-Control', 'no-store');
    return session(ctx, async () => initialize(ctx, async () => recognizeUser(ctx, next)));
  };
}

import { KoaPassport } from 'koa-passport';
import type { User, Users } from './users';

export type Passport = InstanceType<typeof KoaPassport>;

/**
 * Makes an app's passport, which keeps the user's id in the session and finds the user by it. It is not the package's
 * global one: several apps may run in one process.
 */
export function createPassport(users: Users): Passport {
  const passport = new KoaPassport();
  passport.serializeUser((user, done) => done(null, (user as User).id));
  // Nobody, when the account is gone: passport then takes the request for an anonymous one.
  passport.deserializeUser((id: number, done) => {
    users.find(id).then((user) => done(null, user ? { id: user.id, displayName: user.displayName } : false), done);
  });
  return passport;
}

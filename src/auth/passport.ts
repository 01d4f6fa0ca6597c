import { KoaPassport } from 'koa-passport';
import type { User, Users } from './users';

export type Passport = InstanceType<typeof KoaPassport>;

/**
 * Makes the app's passport, which keeps the user's id in the session. It isn't the package's global one, because several apps may
 * run in one process.
 */
export function createPassport(users: Users): Passport {
  const passport = new KoaPassport();
  passport.serializeUser((user, done) => done(null, (user as User).id));
  // False when the account is gone: passport then treats the request as anonymous.
  passport.deserializeUser((id: number, done) => {
    users.find(id).then((user) => done(null, user ? { id: user.id, displayName: user.displayName } : false), done);
  });
  return passport;
}

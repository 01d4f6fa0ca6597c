import { KoaPassport } from 'koa-passport';
import type { Services } from '../services';
import type { User } from './users';

type Passport = InstanceType<typeof KoaPassport>;

const instances = new WeakMap<Services, Passport>();

/** The passport of an app. Not the package's global one: several apps may run in one process. */
export function passportOf(services: Services): Passport {
  let passport = instances.get(services);
  if (!passport) {
    passport = createPassport(services);
    instances.set(services, passport);
  }
  return passport;
}

function createPassport({ users }: Services): Passport {
  const passport = new KoaPassport();
  passport.serializeUser((user, done) => done(null, (user as User).id));
  // Nobody, when the account is gone: passport then takes the request for an anonymous one.
  passport.deserializeUser((id: number, done) => {
    users.find(id).then((user) => done(null, user ? { id: user.id, displayName: user.displayName } : false), done);
  });
  return passport;
}

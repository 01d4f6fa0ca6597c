import type { Catalog } from '../catalog/catalog';
import type { Config } from '../config';
import type { WebServices } from '../web/services';
import type { ApiKeys } from './keys/api-keys';
import type { KeyOpener } from './keys/key-opener';
import type { OwnSignIn } from './own-accounts/own-sign-in';
import type { Passport } from './passport';
import type { Provider } from './provider';
import type { SessionStore } from './session-store';
import type { SignIn } from './sign-in';
import type { SignOut } from './sign-out';
import type { UserBook } from './user-book';
import type { Users } from './users';

/** The services that auth/ gives to the app. */
export interface AuthServices {
  /** The secrets that sign cookies: the first one signs, all verify. */
  appSecrets: readonly string[];
  provider: Provider;
  users: Users;
  userBook: UserBook;
  sessions: SessionStore;
  passport: Passport;
  apiKeys: ApiKeys;
  keyOpener: KeyOpener;
  signIn: SignIn;
  signOut: SignOut;
  /** Undefined where people have no accounts of the app's own. */
  own: OwnSignIn | undefined;
}

/** What the controllers of auth/ need. */
export interface AuthNeeds
  extends Pick<AuthServices, 'signIn' | 'signOut' | 'users' | 'apiKeys' | 'sessions' | 'own'>,
    Pick<WebServices, 'rateLimits'> {
  config: Pick<Config, 'publicUrl'>;
  catalog: Catalog;
}

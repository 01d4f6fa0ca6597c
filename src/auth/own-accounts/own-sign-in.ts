import type { Catalog } from '../../catalog/catalog';
import type { Config } from '../../config';
import { pageNotFound } from '../../errors';
import type { GuessLimits } from '../../web/middleware/guess-limits';
import { AccountLinks } from './account-links';
import { MOUNT } from './mount';
import { OwnAccounts } from './own-accounts';
import { OwnProvider } from './own-provider';
import { Passkeys } from './passkeys';
import { PasswordSignIn } from './password-sign-in';
import { Passwords } from './passwords';
import { SetUpLink } from './set-up-link';

/** What signs people in with accounts of their own. */
export interface OwnSignIn {
  provider: OwnProvider;
  accounts: OwnAccounts;
  links: AccountLinks;
  setUpLink: SetUpLink;
  passwords: Passwords;
  passkeys: Passkeys;
  passwordSignIn: PasswordSignIn;
  /** The address with which the first administrator makes an account, for the terminal; undefined once there is one. */
  setUpAddress: string | undefined;
}

/** Starts what signs people in with accounts of their own; undefined where a provider does, or where any name does. */
export async function startOwnSignIn(
  { ownAccounts, publicUrl }: Pick<Config, 'ownAccounts' | 'publicUrl'>,
  appSecrets: readonly string[],
  catalog: Catalog,
  guesses: GuessLimits,
): Promise<OwnSignIn | undefined> {
  if (!ownAccounts) return undefined;
  const accounts = new OwnAccounts(catalog);
  const passwords = new Passwords();
  const setUpLink = new SetUpLink(catalog, accounts);
  const token = await setUpLink.make();
  return {
    provider: await OwnProvider.start({ publicUrl, appSecrets, accounts, catalog }),
    ...{ accounts, passwords, setUpLink },
    links: new AccountLinks(catalog, accounts),
    passkeys: new Passkeys(catalog, accounts, publicUrl),
    passwordSignIn: new PasswordSignIn(accounts, passwords, guesses),
    setUpAddress: token && addressOf(publicUrl, 'set-up', token),
  };
}

/** The address of a link. What opens it stands in the query, which no log has. */
export const addressOf = (publicUrl: string, kind: 'set-up' | 'invitation' | 'reset', token: string): string =>
  `${publicUrl}${MOUNT}/${kind}?token=${token}`;

/** Requires that people have accounts here. @throws pageNotFound where another provider or any name signs in */
export function requireOwn(own: OwnSignIn | undefined): OwnSignIn {
  if (!own) throw pageNotFound();
  return own;
}

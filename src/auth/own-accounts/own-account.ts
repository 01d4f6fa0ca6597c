import type { Selectable } from 'kysely';
import type { OwnAccountTable } from '../../catalog/own-account-tables';
import { hashOf } from '../tokens';

/** The issuer of all own accounts. It stays the same when the app moves to another address. */
export const OWN_ISSUER = 'urn:familiar-faces:own';

const VERSION_LENGTH = 32;

/** An account of one's own, without its password. */
export interface OwnAccount {
  id: number;
  /** Its subject at the app's own provider. */
  subject: string;
  /** Another one after each change of the password: a sign-in that began before it ends there. */
  version: string;
  /** The name to sign in with. */
  name: string;
  displayName: string;
  isAdmin: boolean;
  createdAt: number;
}

/** An account with the hash of its password, for whoever checks one. */
export interface OwnAccountWithPassword extends OwnAccount {
  passwordHash: string;
}

/** What makes an account. */
export interface NewAccount {
  name: string;
  displayName: string;
  passwordHash: string;
  isAdmin: boolean;
}

/** The account in a row of the catalog. */
export const accountOf = ({ passwordHash, nameKey: _, isAdmin, ...row }: Selectable<OwnAccountTable>): OwnAccount => ({
  ...row,
  version: hashOf(passwordHash).slice(0, VERSION_LENGTH),
  isAdmin: isAdmin === 1,
});

/** The account in a row of the catalog, with the hash of its password. */
export const accountWithPasswordOf = (row: Selectable<OwnAccountTable>): OwnAccountWithPassword => ({
  ...accountOf(row),
  passwordHash: row.passwordHash,
});

/** What stands for an account at the app's own provider while somebody signs in. */
export const signInIdOf = ({ subject, version }: OwnAccount): string => `${subject}.${version}`;

/** The subject of an account in what `signInIdOf` made. */
export const subjectIn = (signInId: string): string => signInId.replace(/\..*$/, '');

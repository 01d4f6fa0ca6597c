import type { Kysely, Selectable } from 'kysely';
import type { Catalog } from '../../catalog/catalog';
import type { OwnAccountTable } from '../../catalog/own-account-tables';
import type { Tables } from '../../catalog/tables';
import { signInNameTaken } from '../../errors';
import { nameKey } from '../../gallery/person-name';
import { randomId } from '../../storage/names';
import { hashOf } from './tokens';

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

/** What makes an account. */
export interface NewAccount {
  name: string;
  displayName: string;
  passwordHash: string;
  isAdmin: boolean;
}

const accountOf = ({ passwordHash, nameKey: _, isAdmin, ...row }: Selectable<OwnAccountTable>): OwnAccount => ({
  ...row,
  version: hashOf(passwordHash).slice(0, VERSION_LENGTH),
  isAdmin: isAdmin === 1,
});

/** The accounts of an app without another provider. Names are the same in all spellings (`nameKey`). */
export class OwnAccounts {
  constructor(private readonly catalog: Catalog) {}

  /** Makes an account. @throws signInNameTaken */
  async add(trx: Kysely<Tables>, { name, displayName, passwordHash, isAdmin }: NewAccount): Promise<OwnAccount> {
    const row = await trx
      .insertInto('ownAccounts')
      .values({
        ...{ subject: randomId(), name, nameKey: nameKey(name), displayName, passwordHash },
        ...{ isAdmin: isAdmin ? 1 : 0, createdAt: Date.now() },
      })
      .onConflict((conflict) => conflict.column('nameKey').doNothing())
      .returningAll()
      .executeTakeFirst();
    if (!row) throw signInNameTaken();
    return accountOf(row);
  }

  /** Finds an account by the name that somebody types to sign in, with the hash of its password. */
  async findByName(name: string): Promise<(OwnAccount & { passwordHash: string }) | undefined> {
    const row = await this.rows().where('nameKey', '=', nameKey(name)).executeTakeFirst();
    return row && { ...accountOf(row), passwordHash: row.passwordHash };
  }

  /**
   * Finds the account of a sign-in that is on its way.
   * @param signInId of `signInIdOf`
   * @returns undefined when it was deleted or suspended since, or has another password
   */
  async findBySignIn(signInId: string): Promise<OwnAccount | undefined> {
    const row = await this.rows()
      .where('subject', '=', subjectIn(signInId))
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('users')
              .select('id')
              .whereRef('users.subject', '=', 'ownAccounts.subject')
              .where('issuer', '=', OWN_ISSUER)
              .where('suspendedAt', 'is not', null),
          ),
        ),
      )
      .executeTakeFirst();
    const account = row && accountOf(row);
    return account && signInIdOf(account) === signInId ? account : undefined;
  }

  async findById(id: number, db: Kysely<Tables> = this.catalog): Promise<OwnAccount | undefined> {
    const row = await db.selectFrom('ownAccounts').selectAll().where('id', '=', id).executeTakeFirst();
    return row && accountOf(row);
  }

  /** The account with which a user signs in; undefined for a user of another provider. */
  async ofUser(userId: number): Promise<(OwnAccount & { passwordHash: string }) | undefined> {
    const row = await this.catalog
      .selectFrom('ownAccounts')
      .innerJoin('users', 'users.subject', 'ownAccounts.subject')
      .selectAll('ownAccounts')
      .where('users.id', '=', userId)
      .where('users.issuer', '=', OWN_ISSUER)
      .executeTakeFirst();
    return row && { ...accountOf(row), passwordHash: row.passwordHash };
  }

  /** The user who signs in with an account; undefined before the first time. */
  async userIdOf(
    { subject }: Pick<OwnAccount, 'subject'>,
    db: Kysely<Tables> = this.catalog,
  ): Promise<number | undefined> {
    const row = await db
      .selectFrom('users')
      .select('id')
      .where('issuer', '=', OWN_ISSUER)
      .where('subject', '=', subject)
      .executeTakeFirst();
    return row?.id;
  }

  /** All accounts, by name. */
  async list(): Promise<OwnAccount[]> {
    return (await this.rows().orderBy('nameKey').execute()).map(accountOf);
  }

  /** Whether anybody may administer the app. */
  async hasAdmin(db: Kysely<Tables> = this.catalog): Promise<boolean> {
    const row = await db.selectFrom('ownAccounts').select('id').where('isAdmin', '=', 1).limit(1).executeTakeFirst();
    return row !== undefined;
  }

  /** Deletes an account with its passkeys and links. */
  async remove(trx: Kysely<Tables>, id: number): Promise<void> {
    await trx.deleteFrom('ownAccounts').where('id', '=', id).execute();
  }

  /** Gives the right to administer the app, or takes it away. */
  async setAdmin(trx: Kysely<Tables>, id: number, isAdmin: boolean): Promise<void> {
    await trx
      .updateTable('ownAccounts')
      .set({ isAdmin: isAdmin ? 1 : 0 })
      .where('id', '=', id)
      .execute();
  }

  async setPassword(db: Kysely<Tables>, id: number, passwordHash: string): Promise<void> {
    await db.updateTable('ownAccounts').set({ passwordHash }).where('id', '=', id).execute();
  }

  private rows() {
    return this.catalog.selectFrom('ownAccounts').selectAll();
  }
}

/** What stands for an account at the app's own provider while somebody signs in. */
export const signInIdOf = ({ subject, version }: OwnAccount): string => `${subject}.${version}`;

/** The subject of an account in what `signInIdOf` made. */
export const subjectIn = (signInId: string): string => signInId.replace(/\..*$/, '');

import type { Kysely } from 'kysely';
import type { Catalog } from '../../catalog/catalog';
import type { Tables } from '../../catalog/tables';
import { signInNameTaken } from '../../errors';
import { nameKey } from '../../gallery/person-name';
import { randomId } from '../../storage/names';
import {
  accountOf,
  accountWithPasswordOf,
  type NewAccount,
  OWN_ISSUER,
  type OwnAccount,
  type OwnAccountWithPassword,
  signInIdOf,
  subjectIn,
} from './own-account';

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
  async findByName(name: string): Promise<OwnAccountWithPassword | undefined> {
    const row = await this.rows().where('nameKey', '=', nameKey(name)).executeTakeFirst();
    return row && accountWithPasswordOf(row);
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

  /** Finds an account by id; undefined when it was deleted. */
  async findById(id: number, db: Kysely<Tables> = this.catalog): Promise<OwnAccount | undefined> {
    const row = await db.selectFrom('ownAccounts').selectAll().where('id', '=', id).executeTakeFirst();
    return row && accountOf(row);
  }

  /** The account with which a user signs in; undefined for a user of another provider. */
  async ofUser(userId: number): Promise<OwnAccountWithPassword | undefined> {
    const row = await this.catalog
      .selectFrom('ownAccounts')
      .innerJoin('users', 'users.subject', 'ownAccounts.subject')
      .selectAll('ownAccounts')
      .where('users.id', '=', userId)
      .where('users.issuer', '=', OWN_ISSUER)
      .executeTakeFirst();
    return row && accountWithPasswordOf(row);
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

  /** Finds the names of accounts. Those that are gone have none. @returns names by ids */
  async namesOf(ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.rows().where('id', 'in', ids).execute();
    return new Map(rows.map(({ id, displayName }) => [id, displayName]));
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

  /** Changes the password: sign-ins that are on their way end. @param passwordHash of `Passwords.hash` */
  async setPassword(db: Kysely<Tables>, id: number, passwordHash: string): Promise<void> {
    await db.updateTable('ownAccounts').set({ passwordHash }).where('id', '=', id).execute();
  }

  private rows() {
    return this.catalog.selectFrom('ownAccounts').selectAll();
  }
}

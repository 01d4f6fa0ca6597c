import type { ExpressionBuilder, Kysely, Selectable } from 'kysely';
import type { Catalog } from '../../catalog/catalog';
import type { OwnAccountTable } from '../../catalog/own-account-tables';
import type { Tables } from '../../catalog/tables';
import { signInNameTaken } from '../../errors';
import { nameKey } from '../../gallery/person-name';
import { randomId } from '../../storage/names';

/** The issuer of all own accounts. It stays the same when the app moves to another address. */
export const OWN_ISSUER = 'urn:familiar-faces:own';

/** An account of one's own, without its password. */
export interface OwnAccount {
  id: number;
  /** Its subject at the app's own provider. */
  subject: string;
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

const accountOf = ({ passwordHash: _, nameKey: __, isAdmin, ...row }: Selectable<OwnAccountTable>): OwnAccount => ({
  ...row,
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

  async findBySubject(subject: string): Promise<OwnAccount | undefined> {
    const row = await this.rows().where('subject', '=', subject).executeTakeFirst();
    return row && accountOf(row);
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
  async userIdOf({ subject }: Pick<OwnAccount, 'subject'>): Promise<number | undefined> {
    const row = await this.catalog
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

  async setPassword(db: Kysely<Tables>, id: number, passwordHash: string): Promise<void> {
    await db.updateTable('ownAccounts').set({ passwordHash }).where('id', '=', id).execute();
  }

  async makeAdmin(id: number): Promise<void> {
    await this.catalog.updateTable('ownAccounts').set({ isAdmin: 1 }).where('id', '=', id).execute();
  }

  private rows() {
    return this.catalog.selectFrom('ownAccounts').selectAll();
  }
}

/** 1 for a user who signs in with an account of the app's own that may administer it. */
export const ownAdmin = (eb: ExpressionBuilder<Tables, 'users'>) =>
  eb
    .selectFrom('ownAccounts')
    .select('ownAccounts.isAdmin')
    .whereRef('ownAccounts.subject', '=', 'users.subject')
    .where('users.issuer', '=', OWN_ISSUER);

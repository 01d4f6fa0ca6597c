import type { Kysely, Selectable, Transaction } from 'kysely';
import type { Catalog } from '../../catalog/catalog';
import type { AccountLinkTable } from '../../catalog/own-account-tables';
import type { Tables } from '../../catalog/tables';
import { linkUnusable, tooManyLinks } from '../../errors';
import { tellAct } from '../../events/act-rows';
import { randomId } from '../../storage/names';
import { DAY_MS } from '../../units';
import { hashOf, newToken } from '../tokens';
import type { NewAccount, OwnAccount } from './own-account';
import type { OwnAccounts } from './own-accounts';

const MAX_LINKS = 200;
export const INVITATION_DAYS = 7;
export const RESET_DAYS = 1;

/** A link that hasn't been used. */
export interface AccountLink {
  handle: string;
  /** Whose password it sets; null when it makes an account. */
  accountId: number | null;
  note: string;
  isAdmin: boolean;
  createdAt: number;
  expiresAt: number;
}

/** What a new password ends. */
type AfterReset = (trx: Transaction<Tables>, account: OwnAccount) => Promise<void>;

const linkOf = ({ id: _, tokenHash: __, isAdmin, ...row }: Selectable<AccountLinkTable>): AccountLink => ({
  ...row,
  isAdmin: isAdmin === 1,
});

/** Links that make an account or set a new password, once each. What opens them is known to nobody but who was given it. */
export class AccountLinks {
  constructor(
    private readonly catalog: Catalog,
    private readonly accounts: OwnAccounts,
  ) {}

  /** Makes a link that makes an account. @param note who it is for @returns what opens it @throws tooManyLinks */
  invite({ note, isAdmin, days }: { note: string; isAdmin: boolean; days: number }): Promise<string> {
    return this.catalog.transaction().execute(async (trx) => {
      await tellAct(trx, { type: 'account.invited' });
      return make(trx, { accountId: null, note, isAdmin: isAdmin ? 1 : 0 }, days);
    });
  }

  /** Makes a link that sets a new password, in place of an earlier one. @returns what opens it @throws tooManyLinks */
  async allowReset({ id, name }: Pick<OwnAccount, 'id' | 'name'>): Promise<string> {
    return this.catalog.transaction().execute(async (trx) => {
      await trx.deleteFrom('accountLinks').where('accountId', '=', id).execute();
      await tellAct(trx, { type: 'account.reset-allowed', account: id });
      return make(trx, { accountId: id, note: name, isAdmin: 0 }, RESET_DAYS);
    });
  }

  /** The links that nobody has used, the newest first. */
  async list(): Promise<AccountLink[]> {
    const rows = this.catalog.selectFrom('accountLinks').selectAll().where('expiresAt', '>', Date.now());
    return (await rows.orderBy('id', 'desc').execute()).map(linkOf);
  }

  /** Has a link open nothing any more. */
  async revoke(handle: string): Promise<void> {
    await this.catalog.transaction().execute(async (trx) => {
      const { numDeletedRows } = await trx.deleteFrom('accountLinks').where('handle', '=', handle).executeTakeFirst();
      if (numDeletedRows > 0n) await tellAct(trx, { type: 'account.link-revoked' });
    });
  }

  /** Finds a link that makes an account. @throws linkUnusable */
  async findInvitation(token: string | undefined, db: Kysely<Tables> = this.catalog): Promise<AccountLink> {
    const link = await find(db, token);
    if (link?.accountId !== null) throw linkUnusable();
    return link;
  }

  /** Finds whose password a link sets. @throws linkUnusable */
  async findReset(token: string | undefined, db: Kysely<Tables> = this.catalog): Promise<OwnAccount> {
    const accountId = (await find(db, token))?.accountId;
    const account = typeof accountId === 'number' ? await this.accounts.findById(accountId, db) : undefined;
    if (!account) throw linkUnusable();
    return account;
  }

  /** Makes the account of somebody invited; the link is used up. @throws linkUnusable, signInNameTaken */
  async accept(token: string | undefined, account: Omit<NewAccount, 'isAdmin'>): Promise<OwnAccount> {
    return this.catalog.transaction().execute(async (trx) => {
      const { handle, isAdmin } = await this.findInvitation(token, trx);
      await trx.deleteFrom('accountLinks').where('handle', '=', handle).execute();
      const made = await this.accounts.add(trx, { ...account, isAdmin });
      await tellAct(trx, { type: 'account.made', account: made.id });
      return made;
    });
  }

  /** Sets a new password; the link is used up. @param after runs in the same transaction @throws linkUnusable */
  async reset(token: string | undefined, passwordHash: string, after: AfterReset): Promise<void> {
    await this.catalog.transaction().execute(async (trx) => {
      const account = await this.findReset(token, trx);
      await trx.deleteFrom('accountLinks').where('accountId', '=', account.id).execute();
      await this.accounts.setPassword(trx, account.id, passwordHash);
      await after(trx, account);
    });
  }
}

async function find(db: Kysely<Tables>, token: string | undefined): Promise<AccountLink | undefined> {
  const row = await db
    .selectFrom('accountLinks')
    .selectAll()
    .where('tokenHash', '=', hashOf(token ?? ''))
    .where('expiresAt', '>', Date.now())
    .executeTakeFirst();
  return row && linkOf(row);
}

async function make(
  trx: Transaction<Tables>,
  columns: Pick<AccountLinkTable, 'accountId' | 'note' | 'isAdmin'>,
  days: number,
): Promise<string> {
  const token = newToken();
  const createdAt = Date.now();
  await trx
    .deleteFrom('accountLinks')
    .where('expiresAt', '<=', createdAt - DAY_MS)
    .execute();
  const { count } = await trx
    .selectFrom('accountLinks')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  if (Number(count) >= MAX_LINKS) throw tooManyLinks(MAX_LINKS);
  await trx
    .insertInto('accountLinks')
    .values({
      ...{ handle: randomId(), tokenHash: hashOf(token), ...columns },
      ...{ createdAt, expiresAt: createdAt + days * DAY_MS },
    })
    .execute();
  return token;
}

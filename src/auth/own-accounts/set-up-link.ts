import type { Kysely } from 'kysely';
import type { Catalog } from '../../catalog/catalog';
import type { Tables } from '../../catalog/tables';
import { linkUnusable } from '../../errors';
import { tellAct } from '../../events/act-rows';
import { hashOf, newToken } from '../tokens';
import type { NewAccount, OwnAccount } from './own-account';
import type { OwnAccounts } from './own-accounts';

/** More processes don't share a catalog. Those that start again leave their links. */
const MAX_LINKS = 16;

/** To be called at the start of a process that has the catalog alone: all links are from before, and open nothing any more. */
export async function forgetSetUpLinks(catalog: Catalog): Promise<void> {
  await catalog.deleteFrom('setUpLinks').execute();
}

/** The link with which the first administrator makes an account. Each process makes one as it starts, as long as there is none. */
export class SetUpLink {
  constructor(
    private readonly catalog: Catalog,
    private readonly accounts: OwnAccounts,
  ) {}

  /** Makes the link, unless there is an administrator. @returns what opens it, which isn't kept */
  make(): Promise<string | undefined> {
    return this.catalog.transaction().execute(async (trx) => {
      const links = trx.selectFrom('setUpLinks').select('id').orderBy('id', 'desc').limit(-1);
      await trx
        .deleteFrom('setUpLinks')
        .where('id', 'in', links.offset(MAX_LINKS - 1))
        .execute();
      if (await this.accounts.hasAdmin(trx)) return undefined;
      const token = newToken();
      await trx
        .insertInto('setUpLinks')
        .values({ tokenHash: hashOf(token) })
        .execute();
      return token;
    });
  }

  /** @throws linkUnusable for another text, and once there is an administrator */
  async require(token: string | undefined, db: Kysely<Tables> = this.catalog): Promise<void> {
    const link = db
      .selectFrom('setUpLinks')
      .select('id')
      .where('tokenHash', '=', hashOf(token ?? ''));
    if (!(await link.executeTakeFirst()) || (await this.accounts.hasAdmin(db))) throw linkUnusable();
  }

  /** Makes the first administrator's account. @throws linkUnusable, signInNameTaken */
  async use(token: string | undefined, account: Omit<NewAccount, 'isAdmin'>): Promise<OwnAccount> {
    return this.catalog.transaction().execute(async (trx) => {
      await this.require(token, trx);
      const added = await this.accounts.add(trx, { ...account, isAdmin: true });
      await tellAct(trx, { type: 'account.set-up', account: added.id });
      await trx.deleteFrom('setUpLinks').execute();
      return added;
    });
  }
}

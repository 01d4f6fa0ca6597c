import { timingSafeEqual } from 'node:crypto';
import type { Catalog } from '../../catalog/catalog';
import { linkUnusable } from '../../errors';
import { tellAct } from '../../events/act-rows';
import { hashOf, newToken } from '../tokens';
import type { NewAccount, OwnAccount } from './own-account';
import type { OwnAccounts } from './own-accounts';

/** The link with which the first administrator makes an account. There is a new one at each start, as long as there is none. */
export class SetUpLink {
  private tokenHash: Buffer | undefined;

  constructor(
    private readonly catalog: Catalog,
    private readonly accounts: OwnAccounts,
  ) {}

  /** Makes the link, unless there is an administrator. @returns what opens it, which isn't kept */
  async make(): Promise<string | undefined> {
    if (await this.accounts.hasAdmin()) return undefined;
    const token = newToken();
    this.tokenHash = Buffer.from(hashOf(token));
    return token;
  }

  /** @throws linkUnusable for another text, and once there is an administrator */
  async require(token: string | undefined): Promise<void> {
    const isIt = this.tokenHash && timingSafeEqual(Buffer.from(hashOf(token ?? '')), this.tokenHash);
    if (!isIt || (await this.accounts.hasAdmin())) throw linkUnusable();
  }

  /** Makes the first administrator's account. @throws linkUnusable, signInNameTaken */
  async use(token: string | undefined, account: Omit<NewAccount, 'isAdmin'>): Promise<OwnAccount> {
    await this.require(token);
    const made = await this.catalog.transaction().execute(async (trx) => {
      if (await this.accounts.hasAdmin(trx)) throw linkUnusable();
      const added = await this.accounts.add(trx, { ...account, isAdmin: true });
      await tellAct(trx, { type: 'account.set-up', account: added.id });
      return added;
    });
    this.tokenHash = undefined;
    return made;
  }
}

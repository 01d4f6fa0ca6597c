import type { Kysely, Transaction } from 'kysely';
import type { Catalog } from '../../catalog/catalog';
import type { Tables } from '../../catalog/tables';
import { passkeyRefused, tooManyPasskeys } from '../../errors';
import { randomId } from '../../storage/names';
import { Challenges } from './challenges';
import type { OwnAccount } from './own-account';
import type { OwnAccounts } from './own-accounts';
import { RelyingParty } from './relying-party';

const MAX_PASSKEYS = 20;

/** A passkey, as its owner sees it. */
export interface Passkey {
  handle: string;
  name: string;
  createdAt: number;
  lastUsedAt: number | null;
}

interface NewPasskey {
  answer: string | undefined;
  name: string;
}

type AfterChange = (trx: Transaction<Tables>) => Promise<void>;

/** Public keys with which people sign in instead of with a password (https://www.w3.org/TR/webauthn-3/). */
export class Passkeys {
  private readonly relyingParty: RelyingParty;

  constructor(
    private readonly catalog: Catalog,
    private readonly accounts: OwnAccounts,
    publicUrl: string,
  ) {
    this.relyingParty = new RelyingParty(publicUrl, new Challenges(catalog));
  }

  /** Whether browsers have passkeys for the app's address. */
  get arePossible(): boolean {
    return this.relyingParty.hasPasskeys;
  }

  /** What a browser needs to make a passkey, as JSON. */
  async optionsToAdd(account: OwnAccount): Promise<string> {
    const known = await this.rowsOf(account.id).execute();
    return this.relyingParty.optionsToAdd(
      account,
      known.map(({ credentialId }) => credentialId),
    );
  }

  /**
   * Adds a passkey.
   * @param passkey.answer the browser's, as JSON
   * @param after runs in the same transaction
   * @throws passkeyRefused, tooManyPasskeys
   */
  async add(account: OwnAccount, { answer, name }: NewPasskey, after: AfterChange): Promise<void> {
    const { id, publicKey, counter } = await this.relyingParty.checkNew(account, answer);
    await this.catalog.transaction().execute(async (trx) => {
      if ((await this.rowsOf(account.id, trx).execute()).length >= MAX_PASSKEYS) throw tooManyPasskeys(MAX_PASSKEYS);
      const added = await trx
        .insertInto('passkeys')
        .values({
          ...{ handle: randomId(), accountId: account.id, credentialId: id, publicKey, counter },
          ...{ name, createdAt: Date.now(), lastUsedAt: null },
        })
        .onConflict((conflict) => conflict.column('credentialId').doNothing())
        .executeTakeFirst();
      if (added.numInsertedOrUpdatedRows === 0n) throw passkeyRefused();
      await after(trx);
    });
  }

  /** What a browser needs to sign in, as JSON. @param uid of the sign-in */
  async optionsToSignIn(uid: string): Promise<string> {
    return this.relyingParty.optionsToSignIn(uid);
  }

  /** Finds the account of a passkey. @param uid of the sign-in @param answer the browser's, as JSON @throws passkeyRefused */
  async find(uid: string, answer: string | undefined): Promise<OwnAccount> {
    const { found, counter } = await this.relyingParty.check(uid, answer, (id) => this.credential(id));
    const account = await this.accounts.findById(found.accountId);
    if (!account) throw passkeyRefused();
    const used = { counter, lastUsedAt: Date.now() };
    await this.catalog.updateTable('passkeys').set(used).where('credentialId', '=', found.id).execute();
    return account;
  }

  /** The passkeys of an account, the oldest first. */
  async list(accountId: number): Promise<Passkey[]> {
    return this.rowsOf(accountId).execute();
  }

  /** Removes a passkey of an account. @returns whether there was one */
  async remove(trx: Kysely<Tables>, accountId: number, handle: string): Promise<boolean> {
    const own = trx.deleteFrom('passkeys').where('accountId', '=', accountId).where('handle', '=', handle);
    return (await own.executeTakeFirst()).numDeletedRows > 0n;
  }

  /** Removes all passkeys of an account. */
  async removeAll(trx: Kysely<Tables>, accountId: number): Promise<void> {
    await trx.deleteFrom('passkeys').where('accountId', '=', accountId).execute();
  }

  private async credential(credentialId: string) {
    const row = await this.catalog
      .selectFrom('passkeys')
      .select(['credentialId as id', 'publicKey', 'counter', 'accountId'])
      .where('credentialId', '=', credentialId)
      .executeTakeFirst();
    return row && { ...row, publicKey: new Uint8Array(row.publicKey) };
  }

  private rowsOf(accountId: number, db: Kysely<Tables> = this.catalog) {
    return db
      .selectFrom('passkeys')
      .select(['handle', 'name', 'createdAt', 'lastUsedAt', 'credentialId'])
      .where('accountId', '=', accountId)
      .orderBy('id');
  }
}

import type { Transaction } from 'kysely';
import { AccountLinks, INVITATION_DAYS, RESET_DAYS } from '../../auth/own-accounts/account-links';
import type { OwnAccount } from '../../auth/own-accounts/own-account';
import { OwnAccounts } from '../../auth/own-accounts/own-accounts';
import { requireOwnAdmin } from '../../auth/own-accounts/own-admins';
import { addressOf } from '../../auth/own-accounts/own-sign-in';
import { UserBook } from '../../auth/user-book';
import type { Catalog } from '../../catalog/catalog';
import type { Tables } from '../../catalog/tables';
import type { Config } from '../../config';
import type { Act } from '../../events/act';
import { tellAct } from '../../events/act-rows';
import { readName } from '../../gallery/person-name';
import { CommandError } from '../command-error';
import { findPerson, findUser } from './people';

/** What is done to users and accounts at the server's command line, while the app runs or not. Administrators see it in the audit. */
export class UserActs {
  private readonly userBook: UserBook;
  private readonly accounts: OwnAccounts;

  constructor(
    private readonly catalog: Catalog,
    private readonly config: Config,
  ) {
    this.userBook = new UserBook(catalog, config);
    this.accounts = new OwnAccounts(catalog);
  }

  /** Keeps a user out. @returns what to print @throws lastAdmin, and what `findUser` throws */
  async suspend(who: string): Promise<string> {
    const { id, displayName } = await this.user(who);
    await this.act({ type: 'user.suspended', user: id }, (trx) => this.userBook.setSuspended(trx, id, true));
    return `${displayName} is suspended: their sessions and keys open nothing anymore. Everything of theirs is kept.`;
  }

  /** Lets a suspended user in again. @returns what to print @throws what `findUser` throws */
  async reinstate(who: string): Promise<string> {
    const { id, displayName } = await this.user(who);
    await this.act({ type: 'user.resumed', user: id }, (trx) => this.userBook.setSuspended(trx, id, false));
    return `${displayName} may sign in again.`;
  }

  /** Ends every session of a user. @returns what to print @throws what `findUser` throws */
  async signOut(who: string): Promise<string> {
    const { id, displayName } = await this.user(who);
    await this.act({ type: 'user.signed-out', user: id }, (trx) => this.userBook.endSessions(trx, id));
    return `Every session of ${displayName} has ended.`;
  }

  /**
   * Gives somebody with an account of the app's own the right to administer it, or takes it away.
   * @returns what to print
   * @throws lastAdmin, and what `account` throws
   */
  async setAdmin(who: string, isAdmin: boolean): Promise<string> {
    const { id, name } = await this.account(who);
    const type = isAdmin ? 'account.admin-given' : 'account.admin-taken';
    await this.act({ type, account: id }, async (trx) => {
      await this.accounts.setAdmin(trx, id, isAdmin);
      await requireOwnAdmin(trx);
    });
    return isAdmin ? `${name} is an administrator now.` : `${name} is no administrator anymore.`;
  }

  /** Makes a link for a new password. @returns what to print: a sentence, and the link @throws tooManyLinks, and what `account` throws */
  async allowReset(who: string): Promise<[string, string]> {
    const account = await this.account(who);
    const token = await new AccountLinks(this.catalog, this.accounts).allowReset(account);
    return [
      `With this link, ${account.name} chooses a new password, once, within ${RESET_DAYS * 24} hours:`,
      addressOf(this.config.publicUrl, 'reset', token),
    ];
  }

  /** Makes a link for a new account. @returns what to print: a sentence, and the link @throws {CommandError} where people have none; tooManyLinks, and what `readName` throws */
  async invite(note: string, isAdmin: boolean): Promise<[string, string]> {
    this.requireOwn();
    const links = new AccountLinks(this.catalog, this.accounts);
    const token = await links.invite({ note: readName(note || 'Somebody'), isAdmin, days: INVITATION_DAYS });
    const what = isAdmin ? 'an account that administers FamiliarFaces' : 'an account';
    return [
      `Whoever opens this link makes ${what}, once, within ${INVITATION_DAYS} days:`,
      addressOf(this.config.publicUrl, 'invitation', token),
    ];
  }

  private user(who: string) {
    return findUser(this.catalog, this.config, who);
  }

  private async account(who: string): Promise<OwnAccount> {
    this.requireOwn();
    const { account } = await findPerson(this.catalog, this.config, who);
    if (!account) throw new CommandError(`“${who}” has no account of FamiliarFaces' own.`);
    return account;
  }

  private requireOwn(): void {
    if (!this.config.ownAccounts)
      throw new CommandError('This FamiliarFaces has no accounts of its own: people sign in with a provider.');
  }

  private act(act: Act, change: (trx: Transaction<Tables>) => Promise<void>): Promise<void> {
    return this.catalog.transaction().execute(async (trx) => {
      await change(trx);
      await tellAct(trx, act);
    });
  }
}

import { currentPasswordWrong, passwordWrong } from '../../errors';
import { nameKey } from '../../gallery/person-name';
import { observe, outcomeOfError } from '../../observations';
import type { Context } from '../../web/context';
import type { GuessLimits } from '../../web/middleware/guess-limits';
import { visitorOf } from '../../web/middleware/visitors';
import { Attempts } from './attempts';
import { knownBrowserOf } from './known-browsers';
import type { OwnAccount, OwnAccountWithPassword } from './own-account';
import type { OwnAccounts } from './own-accounts';
import { normalPassword } from './password-rules';
import type { Passwords } from './passwords';

/** Nobody has a longer name, in UTF-16 code units. */
const MAX_NAME_LENGTH = 2000;

/** Looks whether a name and a password belong together. */
export class PasswordSignIn {
  private readonly attempts: Attempts;

  constructor(
    private readonly accounts: OwnAccounts,
    private readonly passwords: Passwords,
    guesses: GuessLimits,
  ) {
    this.attempts = new Attempts(guesses);
  }

  /**
   * Finds the account of a name and a password. An unknown name takes the same work and gets the same answer as a wrong password.
   * @throws passwordWrong, tooManyPasswords, tooManySignInsAtOnce
   */
  async find(ctx: Context, typed: { name?: string | undefined; password?: string | undefined }): Promise<OwnAccount> {
    const name = (typed.name ?? '').slice(0, MAX_NAME_LENGTH).replaceAll('\0', '').trim();
    const account = await this.accounts.findByName(name);
    try {
      if (!(await this.isRight(ctx, { name, typed: typed.password, account }))) throw passwordWrong();
    } catch (error) {
      observe('sign-in', { outcome: outcomeOfError(error) }); // the right one's goes on, and is counted at its end
      throw error;
    }
    return account as OwnAccount;
  }

  /** Requires the password of somebody who is signed in. @throws currentPasswordWrong, tooManyPasswords, tooManySignInsAtOnce */
  async requireOf(ctx: Context, account: OwnAccountWithPassword, typed: string | undefined) {
    if (!(await this.isRight(ctx, { name: account.name, typed, account }))) throw currentPasswordWrong();
  }

  private async isRight(
    ctx: Context,
    { name, typed, account }: { name: string; typed: string | undefined; account: OwnAccountWithPassword | undefined },
  ): Promise<boolean> {
    const knownBrowser = knownBrowserOf(ctx, account?.subject ?? '');
    const forgive = await this.attempts.count({ nameKey: nameKey(name), visitor: visitorOf(ctx), knownBrowser });
    const isRight = await this.passwords.matches(normalPassword(typed), account?.passwordHash);
    if (isRight) await forgive();
    return isRight;
  }
}

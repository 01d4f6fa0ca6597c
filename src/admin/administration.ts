import type { Transaction } from 'kysely';
import type { AccountContents, Accounts } from '../account/accounts';
import type { OwnAccounts } from '../auth/own-accounts/own-accounts';
import { requireAdminBeside, requireOwnAdmin } from '../auth/own-accounts/own-admins';
import type { UserBook, UserQuery, UserRecord } from '../auth/user-book';
import type { Catalog } from '../catalog/catalog';
import type { Tables } from '../catalog/tables';
import { ownAccountNotFound, pageNotFound, yourself } from '../errors';
import type { Act } from '../events/act';
import { tellAct } from '../events/act-rows';
import { actAs, currentActor } from '../events/actor';
import { type Gallery, galleriesOf } from '../gallery/galleries';
import type { Usage } from '../storage/storage-quota';

/** What an administrator sees of a gallery: how much it has, and of whom never. */
export interface GallerySize {
  gallery: Pick<Gallery, 'handle' | 'name'>;
  isPersonal: boolean;
  contents: Pick<AccountContents, 'people' | 'photos' | 'bytes'>;
}

/** A user, with how much is kept of theirs. */
export interface UserWithUsage {
  user: UserRecord;
  /** Undefined for somebody who owns no gallery. */
  usage: Usage | undefined;
}

interface Dependencies {
  catalog: Catalog;
  userBook: UserBook;
  accounts: Accounts;
  /** Undefined where people have no accounts of the app's own. */
  ownAccounts: OwnAccounts | undefined;
}

/** What administrators do to users. Each act is told in the same transaction. */
export class Administration {
  constructor(private readonly deps: Dependencies) {}

  /** Lists users by name, with how much their galleries take up: what wasn't measured since the start is measured now. */
  async list(query: UserQuery): Promise<UserWithUsage[]> {
    const found: UserWithUsage[] = [];
    for (const user of await this.deps.userBook.list(query)) {
      const [gallery] = await galleriesOf(this.deps.catalog, user.id);
      found.push({ user, usage: gallery && (await this.deps.accounts.usageOf(gallery)) });
    }
    return found;
  }

  /** Finds a user. @throws userNotFound */
  find(id: number): Promise<UserRecord> {
    return this.deps.userBook.find(id);
  }

  /** Finds a user's galleries, with their sizes. */
  async galleriesOf(id: number): Promise<GallerySize[]> {
    const sizes: GallerySize[] = [];
    for (const gallery of await galleriesOf(this.deps.catalog, id)) {
      const { people, photos, bytes } = await this.deps.accounts.contentsOf({ gallery, userId: id });
      sizes.push({ gallery, isPersonal: gallery.personalOf === id, contents: { people, photos, bytes } });
    }
    return sizes;
  }

  /** Suspends a user: nobody signs in as them, and their sessions and keys open nothing from now on. @throws userNotFound, yourself, lastAdmin */
  async suspend(admin: number, id: number): Promise<void> {
    if (admin === id) throw yourself();
    await this.act(admin, { type: 'user.suspended', user: id }, (trx) =>
      this.deps.userBook.setSuspended(trx, id, true),
    );
  }

  /** Lets a suspended user in again. @throws userNotFound */
  async resume(admin: number, id: number): Promise<void> {
    await this.act(admin, { type: 'user.resumed', user: id }, (trx) => this.deps.userBook.setSuspended(trx, id, false));
  }

  /** Ends every session of a user. @throws userNotFound */
  async signOut(admin: number, id: number): Promise<void> {
    await this.find(id);
    await this.act(admin, { type: 'user.signed-out', user: id }, (trx) => this.deps.userBook.endSessions(trx, id));
  }

  /** Limits how much all galleries of a user may take up. @param megabytes null for the app's setting @throws userNotFound */
  async limitStorage(admin: number, id: number, megabytes: number | null): Promise<void> {
    await this.act(admin, { type: 'user.limited', user: id, megabytes }, (trx) =>
      this.deps.userBook.limitStorage(trx, id, megabytes),
    );
  }

  /** Deletes a user with everything that is theirs alone. @throws userNotFound, yourself, lastAdmin */
  async delete(admin: number, id: number): Promise<void> {
    if (admin === id) throw yourself();
    await this.find(id);
    await this.deps.accounts.delete(id, async (trx) => {
      await this.deps.userBook.requireAdmin(trx);
      await tellOf(trx, admin, { type: 'user.deleted', user: id });
    });
  }

  /**
   * Deletes an account of the app's own, with its user if it has ever been used.
   * @throws ownAccountNotFound, pageNotFound where people have none, yourself, lastAdmin
   */
  async deleteAccount(admin: number, accountId: number): Promise<void> {
    const accounts = this.ownAccounts();
    const user = await this.deps.catalog.transaction().execute(async (trx) => {
      const account = await accounts.findById(accountId, trx);
      if (!account) throw ownAccountNotFound();
      const userId = await accounts.userIdOf(account, trx);
      if (userId !== undefined) return userId;
      await requireAdminBeside(trx, accountId);
      await accounts.remove(trx, accountId);
      await tellOf(trx, admin, { type: 'account.deleted', account: accountId });
      return undefined;
    });
    if (user !== undefined) await this.delete(admin, user);
  }

  /**
   * Gives somebody with an account of the app's own the right to administer it, or takes it away.
   * @throws ownAccountNotFound, pageNotFound where people have none, lastAdmin
   */
  async setAdmin(admin: number, accountId: number, isAdmin: boolean): Promise<void> {
    const accounts = this.ownAccounts();
    const type = isAdmin ? 'account.admin-given' : 'account.admin-taken';
    await this.act(admin, { type, account: accountId }, async (trx) => {
      if (!(await accounts.findById(accountId, trx))) throw ownAccountNotFound();
      await accounts.setAdmin(trx, accountId, isAdmin);
      await requireOwnAdmin(trx);
    });
  }

  private ownAccounts(): OwnAccounts {
    if (!this.deps.ownAccounts) throw pageNotFound();
    return this.deps.ownAccounts;
  }

  private async act(admin: number, act: Act, change: (trx: Transaction<Tables>) => Promise<void>): Promise<void> {
    await this.deps.catalog.transaction().execute(async (trx) => {
      await change(trx);
      await tellOf(trx, admin, act);
    });
  }
}

const tellOf = (trx: Transaction<Tables>, admin: number, act: Act): Promise<void> =>
  actAs({ ...currentActor(), userId: admin }, () => tellAct(trx, act));

import type { Transaction } from 'kysely';
import type { AccountContents, Accounts } from '../account/accounts';
import type { UserBook, UserQuery, UserRecord } from '../auth/user-book';
import type { Catalog } from '../catalog/catalog';
import type { Tables } from '../catalog/tables';
import { yourself } from '../errors';
import { type Happening, tell } from '../events/happenings';
import { type Gallery, galleriesOf, personalGallery } from '../gallery/galleries';
import { noteAccessLost } from '../gallery/memberships';
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
}

/** What administrators do to users. Each act is told in the personal gallery of who did it, in the same transaction. */
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
    noteAccessLost();
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
      await this.tellOf(trx, admin, { type: 'user.deleted', user: id });
    });
  }

  private async act(
    admin: number,
    happening: Happening,
    change: (trx: Transaction<Tables>) => Promise<void>,
  ): Promise<void> {
    await this.deps.catalog.transaction().execute(async (trx) => {
      await change(trx);
      await this.tellOf(trx, admin, happening);
    });
  }

  private async tellOf(trx: Transaction<Tables>, admin: number, happening: Happening): Promise<void> {
    const gallery = await personalGallery(trx, admin);
    if (gallery) await tell(trx, gallery.id, happening);
  }
}

import type { Kysely, Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { isStorageFault } from '../catalog/storage-faults';
import type { Tables } from '../catalog/tables';
import type { Config } from '../config';
import { notAllowed } from '../errors';
import { actAs, currentActor } from '../events/actor';
import { type Happening, tell } from '../events/happenings';
import { ensurePersonalGallery, personalGallery } from '../gallery/galleries';
import { randomId } from '../storage/names';
import { HOUR_MS } from '../units';
import { isAdmin } from './admins';
import { isAllowed } from './allowed-people';
import { waitingInvitations } from './invited';
import { OWN_ISSUER } from './own-accounts/own-account';
import { ownAdmin } from './own-accounts/own-admins';
import { unusableSubject } from './sign-in-faults';
import { groupsOfUser, keepGroups } from './user-groups';
import { isStorable, keepUser, type Profile, standing, USER_COLUMNS, type User } from './user-row';

/** The user of a request. */
export interface Visitor extends User {
  isAdmin: boolean;
  /** How many invitations to galleries wait for them. */
  invitations: number;
}

/** How exactly the last visit is known: not every request writes it. */
const VISIT_MS = HOUR_MS;

/** Everyone who has ever signed in. */
export class Users {
  constructor(
    private readonly catalog: Catalog,
    /** The network whose descriptors count in new galleries. */
    private readonly network: string,
    private readonly people: Config['people'],
    /** Whether people with accounts of the app's own may come. */
    private readonly hasOwnAccounts = false,
  ) {}

  /**
   * Finds a user by issuer and subject, or makes one with a personal gallery at the first sign-in. Nothing else identifies people:
   * names and e-mail addresses change hands (https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability).
   * @throws signInFailed for a subject that the database can't store unchanged; notAllowed for somebody whom the settings don't let in, of whom
   *   nothing is kept; accountSuspended
   */
  async signIn(issuer: string, subject: string, profile: Profile): Promise<User> {
    if (!isStorable(subject)) throw unusableSubject();
    if (!isAllowed(profile, this.people)) {
      await this.noteRefused(issuer, subject, profile);
      throw notAllowed();
    }
    return this.catalog.transaction().execute(async (trx) => {
      const user = await keepUser(trx, { issuer, subject }, profile);
      await keepGroups(trx, user.id, profile.groups);
      await ensurePersonalGallery(trx, user.id, this.network);
      await this.note(trx, user.id, { type: 'sign-in' });
      return user;
    });
  }

  /** Has the sessions and keys of a user end whom the settings let in before, and the provider now says something else of. */
  private async noteRefused(issuer: string, subject: string, { email, groups }: Profile): Promise<void> {
    await this.catalog.transaction().execute(async (trx) => {
      const known = trx.updateTable('users').set({ email }).where('issuer', '=', issuer).where('subject', '=', subject);
      const user = await known.returning('id').executeTakeFirst();
      if (user) await keepGroups(trx, user.id, groups);
    });
  }

  /** Notes what a user does that is done in no gallery, such as signing out: in their personal one, in the transaction that does it. */
  async note(trx: Transaction<Tables>, id: number, happening: Happening): Promise<void> {
    const gallery = await personalGallery(trx, id);
    if (gallery) await actAs({ ...currentActor(), userId: id }, () => tell(trx, gallery.id, happening));
  }

  /**
   * Forgets who a user is, with their account of the app's own, and ends their sessions: from now on the account doesn't exist. Its row
   * stays until everything below it is gone.
   */
  async forget(trx: Transaction<Tables>, id: number): Promise<void> {
    const subject = trx.selectFrom('users').select('subject').where('id', '=', id).where('issuer', '=', OWN_ISSUER);
    await trx.deleteFrom('ownAccounts').where('subject', 'in', subject).execute();
    const nobody = { issuer: '', subject: randomId(), displayName: '', email: null };
    await trx.updateTable('users').set(nobody).where('id', '=', id).execute();
    for (const table of ['sessions', 'userGroups'] as const)
      await trx.deleteFrom(table).where('userId', '=', id).execute();
  }

  /** Lists the users who are forgotten, and whose row is still there. @returns their ids */
  async forgotten(): Promise<number[]> {
    return (await this.catalog.selectFrom('users').select('id').where('issuer', '=', '').execute()).map(({ id }) => id);
  }

  /** Deletes a user's row, and with it their sessions and the galleries that they own. */
  async delete(trx: Kysely<Tables>, id: number): Promise<void> {
    await trx.deleteFrom('users').where('id', '=', id).execute();
  }

  /** Finds a user by id; undefined when the account has been deleted. */
  async find(id: number, catalog: Kysely<Tables> = this.catalog): Promise<User | undefined> {
    return standing(catalog, id).select(USER_COLUMNS).executeTakeFirst();
  }

  /**
   * Finds the user of a session, and notes the visit.
   * @returns undefined when the account has been deleted or is suspended, or the settings don't let this person in any more: those of the
   *   app's own accounts, once there is a provider
   */
  async visit(id: number): Promise<Visitor | undefined> {
    const found = await standing(this.catalog, id)
      .select([...USER_COLUMNS, 'issuer', 'email', 'suspendedAt', 'lastVisitAt'])
      .select((eb) => [
        groupsOfUser(eb).as('groups'),
        ownAdmin(eb).as('isOwnAdmin'),
        waitingInvitations().as('invitations'),
      ])
      .executeTakeFirst();
    if (!found || found.suspendedAt !== null) return undefined;
    if (found.issuer === OWN_ISSUER && !this.hasOwnAccounts) return undefined;
    const known = { email: found.email, groups: JSON.parse(found.groups ?? '[]') as string[] };
    if (!isAllowed(known, this.people)) return undefined;
    await this.noteVisit(found);
    return {
      id,
      displayName: found.displayName,
      isAdmin: found.isOwnAdmin === 1 || isAdmin(known, this.people),
      invitations: found.invitations,
    };
  }

  /** Notes when a user was here last, unless the disk can't be written: that must not keep them from what can be read and deleted. */
  private async noteVisit({ id, lastVisitAt }: { id: number; lastVisitAt: number | null }): Promise<void> {
    const now = Date.now();
    if (lastVisitAt !== null && Math.abs(now - lastVisitAt) < VISIT_MS) return;
    const noted = this.catalog.updateTable('users').set({ lastVisitAt: now }).where('id', '=', id).execute();
    await noted.catch((error) => isStorageFault(error) || Promise.reject(error));
  }
}

import type { Kysely, Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import type { Tables } from '../catalog/tables';
import { actAs, currentActor } from '../events/actor';
import { tell } from '../events/happenings';
import { ensurePersonalGallery, personalGallery, tellIn } from '../gallery/galleries';
import { randomId } from '../storage/names';
import { OWN_ISSUER } from './own-accounts/own-accounts';
import { unusableSubject } from './sign-in-faults';

/** Someone who has signed in. */
export interface User {
  id: number;
  displayName: string;
}

const MAX_NAME_LENGTH = 200;
/** In UTF-16 code units. The standard has 255 (https://openid.net/specs/openid-connect-core-1_0.html#IDToken), which some providers exceed. */
const MAX_SUBJECT_LENGTH = 5000;
/** The name of someone whose provider gives none. */
const NAMELESS = 'Somebody';
const COLUMNS = ['id', 'displayName'] as const;

/** Everyone who has ever signed in. */
export class Users {
  constructor(
    private readonly catalog: Catalog,
    /** The network whose descriptors count in new galleries. */
    private readonly network: string,
  ) {}

  /**
   * Finds a user by issuer and subject, or makes one with a personal gallery at the first sign-in. Nothing else identifies people:
   * names and e-mail addresses change hands (https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability).
   * @param displayName undefined when the provider gave none this time: then the one of an earlier sign-in stays
   * @throws signInFailed for a subject that the database can't store unchanged
   */
  async signIn(issuer: string, subject: string, displayName: string | undefined): Promise<User> {
    // The database driver cuts a text at a NUL and stores half a character as U+FFFD: one person would get another's account.
    const isStorable = !subject.includes('\0') && subject.isWellFormed() && subject.length <= MAX_SUBJECT_LENGTH;
    if (!isStorable) throw unusableSubject();
    const name = displayName?.trim().slice(0, MAX_NAME_LENGTH);
    return this.catalog.transaction().execute(async (trx) => {
      const user = await trx
        .insertInto('users')
        .values({ issuer, subject, displayName: name ?? NAMELESS, createdAt: Date.now() })
        .onConflict((conflict) =>
          // Something has to be set, or no row is returned.
          conflict.columns(['issuer', 'subject']).doUpdateSet(name === undefined ? { subject } : { displayName: name }),
        )
        .returning(COLUMNS)
        .executeTakeFirstOrThrow();
      await ensurePersonalGallery(trx, user.id, this.network);
      const gallery = await personalGallery(trx, user.id);
      if (gallery)
        await actAs({ ...currentActor(), userId: user.id }, () => tell(trx, gallery.id, { type: 'sign-in' }));
      return user;
    });
  }

  /** Notes that a user signs out. */
  async noteSignOut(id: number): Promise<void> {
    const gallery = await personalGallery(this.catalog, id);
    if (gallery) await tellIn(this.catalog, gallery.id, { type: 'sign-out' });
  }

  /**
   * Forgets who a user is, with their account of one's own, and ends their sessions: from now on the account doesn't exist. Its row stays until everything below it is gone.
   */
  async forget(trx: Transaction<Tables>, id: number): Promise<void> {
    const subject = trx.selectFrom('users').select('subject').where('id', '=', id).where('issuer', '=', OWN_ISSUER);
    await trx.deleteFrom('ownAccounts').where('subject', 'in', subject).execute();
    const nobody = { issuer: '', subject: randomId(), displayName: '' };
    await trx.updateTable('users').set(nobody).where('id', '=', id).execute();
    await trx.deleteFrom('sessions').where('userId', '=', id).execute();
  }

  /** Deletes a user's row, and with it their sessions and the galleries that they own. */
  async delete(trx: Kysely<Tables>, id: number): Promise<void> {
    await trx.deleteFrom('users').where('id', '=', id).execute();
  }

  /** Finds a user by id; undefined when the account has been deleted. */
  async find(id: number): Promise<User | undefined> {
    return this.catalog
      .selectFrom('users')
      .select(COLUMNS)
      .where('id', '=', id)
      .where('issuer', '<>', '')
      .executeTakeFirst();
  }
}

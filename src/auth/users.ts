import type { Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import type { Tables } from '../catalog/tables';
import { ensurePersonalGallery } from '../gallery/gallery-rows';
import { unusableSubject } from './sign-in-faults';

export interface User {
  id: number;
  displayName: string;
}

const MAX_NAME_LENGTH = 200;
const COLUMNS = ['id', 'displayName'] as const;

/** Everyone who has ever signed in. */
export class Users {
  constructor(private readonly catalog: Catalog) {}

  /**
   * The account of whom the provider says this is, made at their first sign-in together with their personal gallery. Issuer and subject alone tell people apart:
   * names and e-mail addresses change hands (https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability).
   * @throws signInFailed for a subject that can't be kept whole
   */
  async signIn(issuer: string, subject: string, displayName: string): Promise<User> {
    // The database's driver ends a text at a NUL, and half a character is stored as U+FFFD: one person would get another's account.
    if (subject.includes('\0') || !subject.isWellFormed()) throw unusableSubject();
    const name = displayName.trim().slice(0, MAX_NAME_LENGTH);
    return this.catalog.transaction().execute(async (trx) => {
      const user = await trx
        .insertInto('users')
        .values({ issuer, subject, displayName: name, createdAt: Date.now() })
        .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doUpdateSet({ displayName: name }))
        .returning(COLUMNS)
        .executeTakeFirstOrThrow();
      await ensurePersonalGallery(trx, user.id);
      return user;
    });
  }

  /** Deletes a user's row, and with it their sessions and the galleries that they own. Part of the transaction of a deleted account. */
  async delete(trx: Transaction<Tables>, id: number): Promise<void> {
    await trx.deleteFrom('users').where('id', '=', id).execute();
  }

  /** The user of this id, or undefined when there is none any more. */
  async find(id: number): Promise<User | undefined> {
    return this.catalog.selectFrom('users').select(COLUMNS).where('id', '=', id).executeTakeFirst();
  }
}

import { createHash } from 'node:crypto';
import type { Catalog } from '../catalog/catalog';
import { unusableSubject } from './sign-in-faults';

export interface User {
  id: number;
  displayName: string;
  /** Where this person's photos lie, below the uploads. */
  folder: string;
}

const MAX_NAME_LENGTH = 200;
const COLUMNS = ['id', 'displayName', 'folder'] as const;

/** Everyone who has ever signed in. */
export class Users {
  constructor(private readonly catalog: Catalog) {}

  /**
   * The account of whom the provider says this is, made at their first sign-in. Issuer and subject alone tell people apart:
   * names and e-mail addresses change hands (https://openid.net/specs/openid-connect-core-1_0.html#ClaimStability).
   * @throws signInFailed for a subject that can't be kept whole
   */
  async signIn(issuer: string, subject: string, displayName: string): Promise<User> {
    // The database's driver ends a text at a NUL, and half a character is stored as U+FFFD: one person would get another's account.
    if (subject.includes('\0') || !subject.isWellFormed()) throw unusableSubject();
    const name = displayName.trim().slice(0, MAX_NAME_LENGTH);
    return this.catalog
      .insertInto('users')
      .values({ issuer, subject, displayName: name, folder: folderOf(issuer, subject), createdAt: Date.now() })
      .onConflict((conflict) => conflict.columns(['issuer', 'subject']).doUpdateSet({ displayName: name }))
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
  }

  /** The user of this id, or undefined when there is none any more. */
  async find(id: number): Promise<User | undefined> {
    return this.catalog.selectFrom('users').select(COLUMNS).where('id', '=', id).executeTakeFirst();
  }
}

// A hash holds no `/` and no `..`, and is alike for nobody, whatever the provider puts into a subject. No issuer holds a newline.
const folderOf = (issuer: string, subject: string) =>
  createHash('sha256').update(`${issuer}\n${subject}`).digest('hex').slice(0, 32);

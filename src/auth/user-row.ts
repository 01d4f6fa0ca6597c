import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { accountSuspended } from '../errors';
import type { Known } from './listed-people';

const MAX_NAME_LENGTH = 200;
/** In UTF-16 code units. The standard has 255 (https://openid.net/specs/openid-connect-core-1_0.html#IDToken), which some providers exceed. */
const MAX_SUBJECT_LENGTH = 5000;
/** The name of someone whose provider gives none. */
export const NAMELESS = 'Somebody';

/** What the app shows of a user. */
export const USER_COLUMNS = ['id', 'displayName'] as const;

/** Someone who has signed in. */
export interface User {
  id: number;
  displayName: string;
}

/** What a provider says of who signs in. */
export interface Profile extends Known {
  /** Undefined when the provider gave none this time: then the one of an earlier sign-in stays. */
  displayName: string | undefined;
}

/**
 * Whether the database can keep a subject unchanged. Its driver cuts a text at a NUL and stores half a character as U+FFFD: one person would get
 * another's account.
 */
export const isStorable = (subject: string): boolean =>
  !subject.includes('\0') && subject.isWellFormed() && subject.length <= MAX_SUBJECT_LENGTH;

/** Selects a user whose account isn't deleted. */
export const standing = (catalog: Kysely<Tables>, id: number) =>
  catalog.selectFrom('users').where('id', '=', id).where('issuer', '<>', '');

/** Makes or changes a user's row. @throws accountSuspended */
export async function keepUser(
  trx: Transaction<Tables>,
  who: { issuer: string; subject: string },
  { displayName, email }: Profile,
): Promise<User> {
  const name = displayName?.trim().slice(0, MAX_NAME_LENGTH);
  const now = Date.now();
  const { suspendedAt, ...user } = await trx
    .insertInto('users')
    .values({ ...who, displayName: name ?? NAMELESS, email, createdAt: now, lastVisitAt: now })
    .onConflict((conflict) =>
      conflict
        .columns(['issuer', 'subject'])
        .doUpdateSet({ email, lastVisitAt: now, ...(name !== undefined && { displayName: name }) }),
    )
    .returning([...USER_COLUMNS, 'suspendedAt'])
    .executeTakeFirstOrThrow();
  if (suspendedAt !== null) throw accountSuspended();
  return user;
}

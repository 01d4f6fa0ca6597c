import { z } from 'zod';
import { passwordsDiffer } from '../../errors';
import { readName } from '../../gallery/person-name';
import { firstText, text, ticked } from '../../web/fields';
import { INVITATION_DAYS } from './account-links';
import { readPassword } from './password-rules';

/** The query of a page that a link opens. */
export const linkQuery = z.object({ token: firstText });

/** The form that signs in. */
export const signInForm = z.object({ name: text, password: text, passkey: text, action: text });

/** Reads a password that is typed twice. @throws passwordsDiffer, what `readPassword` throws */
export function readBoth(password: string | undefined, again: string | undefined, names: readonly string[]): string {
  if (password !== again) throw passwordsDiffer();
  return readPassword(password, names);
}

/** The form that makes an account. @throws what `readName` and `readBoth` throw */
export const newAccountForm = z
  .object({ token: text, name: text, displayName: text, password: text, again: text })
  .transform(({ token, password, again, ...typed }) => {
    const name = readName(typed.name);
    const displayName = typed.displayName?.trim() ? readName(typed.displayName) : name;
    return { token, name, displayName, password: readBoth(password, again, [name, displayName]) };
  });

/** The form that sets a new password: the account's names are looked at later. */
export const resetForm = z.object({ token: text, password: text, again: text });

const MAX_DAYS = 30;

/** The form that invites somebody. @throws what `readName` throws */
export const invitationForm = z.object({
  note: text.transform(readName),
  isAdmin: ticked,
  days: text.transform((typed) => Math.min(Math.max(Math.trunc(Number(typed)) || INVITATION_DAYS, 1), MAX_DAYS)),
});

/** The form that changes a password. */
export const changeForm = z.object({ current: text, password: text, again: text });

/** The form that adds a passkey. @throws what `readName` throws */
export const passkeyForm = z.object({ current: text, passkey: text, name: text.transform(readName) });

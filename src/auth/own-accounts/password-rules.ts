import { passwordCommon, passwordIsName, passwordTooLong, passwordTooShort } from '../../errors';
import { nameKey } from '../../gallery/person-name';

const MIN_CHARACTERS = 8;
const MAX_CHARACTERS = 1000;

let common: ReadonlySet<string> | undefined;

/** 49,233 passwords that were found in leaks, but for those that are too short anyway. Loaded when somebody chooses a password. */
function commonPasswords(): ReadonlySet<string> {
  const { dictionary } = require('@zxcvbn-ts/language-common') as typeof import('@zxcvbn-ts/language-common');
  common ??= new Set(dictionary['passwords-common'].filter(({ length }) => length >= MIN_CHARACTERS));
  return common;
}

/** A typed password as it is hashed: the same on every keyboard (https://pages.nist.gov/800-63-4/sp800-63b.html, 3.1.1.2). */
export const normalPassword = (typed = ''): string => typed.slice(0, 8 * MAX_CHARACTERS).normalize('NFKC');

/**
 * Checks a new password. It has no rules of composition.
 * @param names of its account
 * @returns it, normalized
 * @throws passwordTooShort, passwordTooLong, passwordCommon, passwordIsName
 */
export function readPassword(typed: string | undefined, names: readonly string[]): string {
  const password = normalPassword(typed);
  const { length } = [...password];
  if (length < MIN_CHARACTERS) throw passwordTooShort(MIN_CHARACTERS);
  if (length > MAX_CHARACTERS) throw passwordTooLong(MAX_CHARACTERS);
  if (names.some((name) => nameKey(name) === nameKey(password.trim()))) throw passwordIsName();
  const plain = password.toLowerCase();
  if (commonPasswords().has(plain) || new Set(plain).size < 3) throw passwordCommon();
  return password;
}

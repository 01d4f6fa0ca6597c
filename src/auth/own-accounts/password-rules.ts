import { passwordCommon, passwordOfNames, passwordTooLong, passwordTooShort } from '../../errors';
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

/** The name of the app, and its words. */
const APP_NAME = 'familiar faces';
/** Shorter words are in many others. */
const MIN_WORD = 3;
const MIN_OTHER_LETTERS = 4;

const NO_LETTERS = /[^\p{L}\p{M}]+/u;
const lettersOf = (text: string): string => nameKey(text).split(NO_LETTERS).join('');

/**
 * Whether a password is hardly more than words that whoever guesses would try first: the names of its account and of the app, with any digits
 * and signs (https://pages.nist.gov/800-63-4/sp800-63b.html, 3.1.1.2).
 */
function isOfNames(password: string, names: readonly string[]): boolean {
  if (names.some((name) => nameKey(name) === nameKey(password.trim()))) return true;
  const words = [...names, APP_NAME].flatMap((name) => [lettersOf(name), ...nameKey(name).split(NO_LETTERS)]);
  const letters = lettersOf(password);
  const others = words
    .filter(({ length }) => length >= MIN_WORD)
    .sort((one, other) => other.length - one.length)
    .reduce((left, word) => left.replaceAll(word, ''), letters);
  return others !== letters && [...others].length < MIN_OTHER_LETTERS;
}

/** A typed password as it is hashed: the same on every keyboard (https://pages.nist.gov/800-63-4/sp800-63b.html, 3.1.1.2). */
export const normalPassword = (typed = ''): string => typed.slice(0, 8 * MAX_CHARACTERS).normalize('NFKC');

/**
 * Checks a new password. It has no rules of composition.
 * @param names of its account
 * @returns it, normalized
 * @throws passwordTooShort, passwordTooLong, passwordCommon, passwordOfNames
 */
export function readPassword(typed: string | undefined, names: readonly string[]): string {
  const password = normalPassword(typed);
  const { length } = [...password];
  if (length < MIN_CHARACTERS) throw passwordTooShort(MIN_CHARACTERS);
  if (length > MAX_CHARACTERS) throw passwordTooLong(MAX_CHARACTERS);
  if (isOfNames(password, names)) throw passwordOfNames();
  const plain = password.toLowerCase();
  if (commonPasswords().has(plain) || new Set(plain).size < 3) throw passwordCommon();
  return password;
}

import { nameInvalid, nameMissing, nameTooLong } from '../errors';

/** Characters as a person counts them: an emoji of seven code points is one. */
const MAX_CHARACTERS = 100;
const MAX_CODE_UNITS = 2000;
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

// Control characters, and the marks that turn the direction of all text after them.
export const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
// Fillers and soft hyphens show nothing; joiners do where they join emoji or letters, so they alone make no name.
const SEEN = /[^\s\p{Default_Ignorable_Code_Point}\p{M}]/u;
/** More marks on one letter than any script writes would be printed over the lines around it. */
const STACKED_MARKS = /\p{M}{9,}/u;

/**
 * A person's name as it was typed, made fit to be stored and shown: normalised (NFC), without control characters and
 * without space around it.
 * @throws nameMissing, nameTooLong (over 100 characters), nameInvalid
 */
export function readName(typed: string | undefined): string {
  if (typed?.includes('\0')) throw nameInvalid();
  if ((typed?.length ?? 0) > MAX_CODE_UNITS) throw nameTooLong(MAX_CHARACTERS);
  // What is unseen may stand between two spaces, which are one then; a line break is both, and counts as space.
  const text = (typed ?? '').toWellFormed().replace(/\s/gu, ' ').replace(UNSEEN, '').replace(/ +/g, ' ');
  const name = text.normalize('NFC').trim();
  if (!SEEN.test(name)) throw nameMissing();
  if (STACKED_MARKS.test(name.normalize('NFD'))) throw nameInvalid();
  if ([...graphemes.segment(name)].length > MAX_CHARACTERS) throw nameTooLong(MAX_CHARACTERS);
  return name;
}

/** Two names with one key are one person's: case and ways of writing an accent make no difference. */
export const nameKey = (name: string): string => name.normalize('NFKC').toLowerCase().normalize('NFC');

/** The same name with a number, for somebody whose name is another's by now: `Ada (2)`. Not longer than a name may be. */
export function numberedName(name: string, number: number): string {
  const tail = ` (${number})`;
  const characters = [...graphemes.segment(name)].slice(0, MAX_CHARACTERS - tail.length);
  return characters.map(({ segment }) => segment).join('') + tail;
}

import { nameInvalid, nameMissing, nameTooLong } from '../errors';

/** Counted as people count: an emoji of seven code points is one character. */
const MAX_CHARACTERS = 100;
const MAX_CODE_UNITS = 2000;
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** Matches control characters and the marks that change the direction of all text after them. */
export const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;
/** Matches a character that can be seen. Joiners, soft hyphens, fillers and marks alone make no name. */
const SEEN = /[^\s\p{Default_Ignorable_Code_Point}\p{M}]/u;
/** Matches more marks on one letter than any script uses: they would cover the lines around it. */
const STACKED_MARKS = /\p{M}{9,}/u;

/**
 * Cleans a person's name as it was typed: normalized (NFC), without control characters and surrounding space.
 * @throws nameMissing, nameTooLong (over 100 characters), nameInvalid
 */
export function readName(typed: string | undefined): string {
  if (typed?.includes('\0')) throw nameInvalid();
  if ((typed?.length ?? 0) > MAX_CODE_UNITS) throw nameTooLong(MAX_CHARACTERS);
  // A line break is a control character, too, but counts as a space. Removing others can leave two spaces in a row.
  const text = (typed ?? '').toWellFormed().replace(/\s/gu, ' ').replace(UNSEEN, '').replace(/ +/g, ' ');
  const name = text.normalize('NFC').trim();
  if (!SEEN.test(name)) throw nameMissing();
  if (STACKED_MARKS.test(name.normalize('NFD'))) throw nameInvalid();
  if ([...graphemes.segment(name)].length > MAX_CHARACTERS) throw nameTooLong(MAX_CHARACTERS);
  return name;
}

/** The key that two spellings of one name share: case and the encoding of accents make no difference. */
export const nameKey = (name: string): string => name.normalize('NFKC').toLowerCase().normalize('NFC');

/** Appends a number to a name that somebody else has taken: `Ada (2)`. Shortens the name if it would get too long. */
export function numberedName(name: string, number: number): string {
  const tail = ` (${number})`;
  const characters = [...graphemes.segment(name)].slice(0, MAX_CHARACTERS - tail.length);
  return characters.map(({ segment }) => segment).join('') + tail;
}

/** The longest name that pages with many names show whole, in UTF-16 code units. Only names of compound emoji are longer. */
const MAX_SHOWN = 200;

/** A name for a page that shows many names many times: a longer one is cut, as nobody reads so many bytes. */
export function shownName(name: string): string {
  if (name.length <= MAX_SHOWN) return name;
  let shown = '';
  for (const { segment } of graphemes.segment(name)) {
    if (shown.length + segment.length > MAX_SHOWN) break;
    shown += segment;
  }
  return `${shown}…`;
}

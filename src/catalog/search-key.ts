/** Matches marks and invisible characters: joiners, soft hyphens, variation selectors of emoji. */
const IGNORED = /[\p{M}\p{Default_Ignorable_Code_Point}]/gu;
/** Letters that Unicode doesn't decompose, and the letters that people type instead. */
const PLAIN: Record<string, string> = { Ł: 'L', Ø: 'O', Đ: 'D', Ħ: 'H', Æ: 'AE', Œ: 'OE', Þ: 'TH', Ð: 'D' };

/**
 * Makes the key that a name is searched and sorted by: case, accents and variants of a letter make no difference. In upper case,
 * since that unifies `ß` with `ss` and both forms of sigma. Never empty for a name.
 */
export function searchKey(name: string): string {
  const folded = name.normalize('NFKD').toUpperCase().normalize('NFKD');
  const plain = folded.replace(IGNORED, '').replace(/[ŁØĐĦÆŒÞÐ]/g, (letter) => PLAIN[letter] ?? letter);
  return plain.replace(/\s+/gu, ' ').trim() || folded.trim();
}

/** SQLite refuses patterns of more than 50,000 bytes. A UTF-16 code unit takes at most three. */
const MAX_PATTERN_LENGTH = 15_000;

const escapeLike = (text: string) => text.slice(0, MAX_PATTERN_LENGTH).replace(/[\\%_]/g, '\\$&');

/** The pattern of search keys that contain a text as typed, for SQLite's `like … escape '\\'`. */
export const searchPattern = (typed: string): string => `%${escapeLike(searchKey(typed))}%`;

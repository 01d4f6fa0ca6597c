// Marks, and what shows nothing: joiners, soft hyphens, the choice of an emoji's look.
const PASSED_OVER = /[\p{M}\p{Default_Ignorable_Code_Point}]/gu;
/** Letters that Unicode doesn't take apart, and that people type without their stroke. */
const PLAIN: Record<string, string> = { Ł: 'L', Ø: 'O', Đ: 'D', Ħ: 'H', Æ: 'AE', Œ: 'OE', Þ: 'TH', Ð: 'D' };

/**
 * What a name is searched and sorted by: case, accents and ways of writing a letter make no difference. Upper case, as
 * `ß` and the final sigma have one there. Never empty for a name.
 */
export function searchKey(name: string): string {
  const folded = name.normalize('NFKD').toUpperCase().normalize('NFKD');
  const plain = folded.replace(PASSED_OVER, '').replace(/[ŁØĐĦÆŒÞÐ]/g, (letter) => PLAIN[letter] ?? letter);
  return plain.replace(/\s+/gu, ' ').trim() || folded.trim();
}

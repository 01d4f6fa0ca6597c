/** The widths of the characters from space to tilde in Noto Sans, semibold, in hundredths of an em. */
const ASCII =
  '26 28 45 65 57 88 74 25 32 32 55 57 28 32 28 40 57 57 57 57 57 57 57 57 57 57 28 28 57 57 57 46 90 67 66 64 73 56 54 73 76 37 31 65 55 93 79 79 62 79 64 55 57 75 63 95 64 60 58 33 40 33 57 42 33 59 63 50 63 59 37 63 64 28 28 59 28 96 64 62 63 63 43 49 41 64 55 83 56 55 48 39 55 39 57'
    .split(' ')
    .map((width) => Number(width) / 100);

/** Widths of other characters in ems: the first kind that a character belongs to. Measured in Noto's fonts, and rounded up. */
const KINDS: ReadonlyArray<readonly [RegExp, number]> = [
  [/\u{fdfd}/u, 10.5],
  [/[\u{fdf0}-\u{fdfc}]/u, 1.2],
  [/\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}/u, 1.3],
  [/[\p{Default_Ignorable_Code_Point}\p{Mn}\p{Me}\p{Cc}]/u, 0],
  [
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303f\uff00-\uffef]/u,
    1,
  ],
  [/[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Thai}\p{Script=Devanagari}\p{Script=Syriac}\p{Script=Thaana}]/u, 0.62],
  [/[\p{Script=Tamil}\p{Script=Malayalam}\p{Script=Myanmar}\p{Script=Sinhala}\p{Script=Telugu}\p{Script=Kannada}]/u, 1],
  [/\p{Lu}/u, 0.78],
  [/\p{Ll}/u, 0.66],
  [/[\p{L}\p{N}\p{Mc}]/u, 0.8],
  [/\u2026/u, 0.84],
];
const OTHER = 0.9;

const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u;

/** Most names: each character is what people see as one, and segmenting it would take much longer. */
const PLAIN = /^[ -~]*$/;

function widthOfCharacter(character: string): number {
  // A letter is as wide with its accent as without.
  const ascii = ASCII[(character.normalize('NFD').codePointAt(0) ?? 0) - 32];
  return ascii ?? KINDS.find(([kind]) => kind.test(character))?.[1] ?? OTHER;
}

const widthOfPlain = (text: string) => [...text].reduce((sum, each) => sum + (ASCII[each.charCodeAt(0) - 32] ?? 0), 0);

/** An emoji of several code points, such as a flag or a family, is drawn as one. */
function widthOfGrapheme(grapheme: string): number {
  if (PLAIN.test(grapheme)) return widthOfPlain(grapheme);
  if (EMOJI.test(grapheme)) return 1.3;
  return [...grapheme].reduce((sum, each) => sum + widthOfCharacter(each), 0);
}

const partsOf = (text: string) =>
  PLAIN.test(text) ? [...text] : [...graphemes.segment(text)].map(({ segment }) => segment);

/** Estimates how wide a text is drawn in a semibold sans-serif, in ems. It errs on the wide side. */
export const widthOf = (text: string): number => partsOf(text).reduce((sum, each) => sum + widthOfGrapheme(each), 0);

const ELLIPSIS = '…';
/** With fewer characters than these, a shortened name says nothing. */
const MIN_KEPT = 2;

/**
 * Shortens a text with an ellipsis so that it isn't wider than a limit, between what people see as characters.
 * @param tail what stays behind the text, such as a question mark
 * @param limit in ems
 * @returns undefined when hardly anything would be left
 */
export function shorten(text: string, tail: string, limit: number): string | undefined {
  if (widthOf(text + tail) <= limit) return text + tail;
  const parts = partsOf(text);
  let width = widthOf(ELLIPSIS + tail);
  let kept = 0;
  for (const part of parts) {
    width += widthOfGrapheme(part);
    if (width > limit) break;
    kept++;
  }
  return kept < MIN_KEPT ? undefined : parts.slice(0, kept).join('').trimEnd() + ELLIPSIS + tail;
}

const STRONG = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]|(\p{L})/u;

/** The direction that a text is read in, by its first letter. */
export function directionOf(text: string): 'ltr' | 'rtl' {
  const found = STRONG.exec(text);
  return found && found[1] === undefined ? 'rtl' : 'ltr';
}

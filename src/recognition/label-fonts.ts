import { readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * A package of fonts. Each splits its font into files for parts of Unicode, so that only those are loaded that a name needs.
 */
interface Pack {
  name: string;
  /** What its files are called after the name and the subset. */
  ending: string;
  /** The ranges of characters by subset, if its own list doesn't tell. */
  subsets?: Readonly<Record<string, string>>;
}

const variable = (name: string): Pack => ({ name: `@fontsource-variable/${name}`, ending: 'wght-normal' });

const SCRIPTS =
  'arabic hebrew thai armenian georgian bengali tamil telugu gujarati gurmukhi kannada malayalam oriya sinhala khmer lao myanmar ethiopic thaana cherokee canadian-aboriginal syriac';

/** The packages in the order in which they are asked for a character. East Asian fonts come last, as they have a few of everything. */
const PACKS: readonly Pack[] = [
  variable('noto-sans'),
  ...SCRIPTS.split(' ').map((script) => variable(`noto-sans-${script}`)),
  variable('noto-serif-tibetan'),
  variable('noto-emoji'),
  { name: '@fontsource/noto-sans-math', ending: '400-normal', subsets: { latin: 'U+1D400-1D7FF' } },
  variable('noto-sans-symbols'),
  { name: '@fontsource/noto-sans-symbols-2', ending: '400-normal' },
];

const eastAsian = (order: string) => order.split(' ').map((language) => variable(`noto-sans-${language}`));

// One Han character is written in different ways: the other characters of a name tell which one is right.
const HAN_PACKS = [
  [/[\p{Script=Hiragana}\p{Script=Katakana}]/u, eastAsian('jp tc sc kr')],
  [/\p{Script=Hangul}/u, eastAsian('kr jp tc sc')],
  [/\p{Script=Bopomofo}/u, eastAsian('tc sc jp kr')],
  [/(?:)/u, eastAsian('sc tc jp kr')],
] as const;

/** What the East Asian fonts are asked for. Their lists promise other characters, too, that they don't have. */
const EAST_ASIAN =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}\u3000-\u303f\uff00-\uffef]/u;

const packsFor = (text: string): readonly Pack[] =>
  EAST_ASIAN.test(text) ? [...PACKS, ...(HAN_PACKS.find(([script]) => script.test(text))?.[1] ?? [])] : PACKS;

/** A file of a pack, and the characters that it has: ranges of code points, both ends included. */
interface FontFile {
  path: string;
  family: string;
  ranges: ReadonlyArray<readonly [number, number]>;
}

/** @param text such as `U+0600-06FF` */
const toRange = (text: string): readonly [number, number] => {
  const [first = '', last = first] = text.replace(/^U\+/i, '').split('-');
  return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
};

// Every pack has Latin letters and signs beside its own script, with fewer characters than its list promises.
const isBesideScript = (pack: string, subset: string) =>
  /^(latin|cyrillic|greek|vietnamese|math|symbols)/.test(subset) && !/noto-(sans|sans-symbols(-2)?)$/.test(pack);

const known = new Map<string, readonly FontFile[]>();

function filesOf({ name, ending, subsets }: Pack): readonly FontFile[] {
  const files = known.get(name) ?? readPack(name, ending, subsets);
  known.set(name, files);
  return files;
}

function readPack(name: string, ending: string, subsets?: Pack['subsets']): FontFile[] {
  const list = require.resolve(`${name}/unicode.json`);
  const listed = subsets ?? (JSON.parse(readFileSync(list, 'utf8')) as Record<string, string>);
  const own = Object.entries(listed).filter(([subset]) => subsets || !isBesideScript(name, subset));
  return own.map(([subset, ranges]) => {
    const family = `${path.basename(name)}-${subset.replace(/[[\]]/g, '')}`;
    const file = path.join(path.dirname(list), 'files', `${family}-${ending}.woff2`);
    return { path: file, family, ranges: ranges.split(',').map(toRange) };
  });
}

const hasAll = ({ ranges }: FontFile, codePoints: readonly number[]) =>
  codePoints.every((each) => ranges.some(([first, last]) => first <= each && each <= last));

/** Finds the file that has all of some characters; for symbols the files, as two packs share one list. */
function findFiles(packs: readonly Pack[], characters: readonly string[]): FontFile[] {
  const codePoints = characters.map((each) => each.codePointAt(0) ?? 0);
  for (const [i, pack] of packs.entries()) {
    const asked = pack.name.endsWith('noto-sans-symbols') ? packs.slice(i, i + 2) : [pack];
    const found = asked.flatMap((each) => filesOf(each).find((file) => hasAll(file, codePoints)) ?? []);
    if (found.length > 0) return found;
  }
  return [];
}

const UNSEEN = /[\p{Default_Ignorable_Code_Point}\s]/u;
const MARK = /\p{M}/u;
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });

/** A text as it can be drawn, and the font files it takes, in the order in which a renderer should ask them. */
export interface DrawableText {
  text: string;
  fonts: Array<Pick<FontFile, 'path' | 'family'>>;
}

/**
 * Finds the font files that a text needs. What people see as one character comes from one file if there is such a file: an emoji of
 * several people is drawn as one, and marks stand where they belong. Marks that no font has are left out, as they would be drawn as boxes.
 */
export function drawable(text: string): DrawableText {
  const packs = packsFor(text);
  const fonts = new Set<FontFile>();
  let drawn = '';
  for (const { segment } of graphemes.segment(text)) {
    const seen = [...segment].filter((each) => !UNSEEN.test(each));
    const whole = seen.length > 0 ? findFiles(packs, seen) : [];
    for (const each of whole) fonts.add(each);
    if (whole.length > 0 || seen.length === 0) drawn += segment;
    else
      for (const each of segment) {
        const found = UNSEEN.test(each) ? [] : findFiles(packs, [each]);
        for (const file of found) fonts.add(file);
        if (found.length > 0 || !MARK.test(each)) drawn += each;
      }
  }
  const order = packs.flatMap(({ name }) => known.get(name) ?? []);
  return { text: drawn, fonts: [...fonts].sort((one, other) => order.indexOf(one) - order.indexOf(other)) };
}

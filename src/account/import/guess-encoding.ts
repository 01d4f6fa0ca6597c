import { isUtf8 } from 'node:buffer';
import { ALPHABETS, type Alphabet, likeness } from './alphabets';
import { decodeName, type NameEncoding } from './name-encodings';

/** Enough to tell encodings apart, and soon read. */
const MAX_WORDS = 500;

const SLASH = '/'.charCodeAt(0);
const ASCII = 0x80;

/** How often zips have an encoding, where it isn't the usual one of its languages. */
const RARE: Partial<Record<NameEncoding, number>> = {
  macintosh: 0.6,
  koi8r: 0.85,
  eucjp: 0.9,
  windows1257: 0.8,
  windows1258: 0.8,
};

/** Encodings in which a letter has two bytes. */
const IN_PAIRS: ReadonlySet<NameEncoding> = new Set(['gb18030', 'big5', 'shiftjis', 'eucjp', 'euckr']);

/** The folders' and files' names that aren't plain ASCII, each once. */
function wordsOf(names: readonly Buffer[]): Buffer[] {
  const words = new Map<string, Buffer>();
  for (const name of names) {
    for (let from = 0, to = 0; from < name.length && words.size < MAX_WORDS; from = to + 1) {
      to = name.indexOf(SLASH, from);
      if (to < 0) to = name.length;
      const word = name.subarray(from, to);
      if (word.some((byte) => byte >= ASCII)) words.set(word.toString('latin1'), word);
    }
    if (words.size >= MAX_WORDS) break;
  }
  return [...words.values()];
}

/**
 * Guesses the encoding of names: the one in which they read most like names in one language. Encodings that read alike count in the order
 * of the alphabets, so that the first is the most common.
 * @param names in one encoding, each with folders
 */
export function guessEncoding(names: readonly Buffer[]): NameEncoding {
  const words = wordsOf(names);
  const texts = new Map<NameEncoding, string[]>();
  const textsIn = (encoding: NameEncoding) => {
    const known = texts.get(encoding) ?? words.map((word) => decodeName(word, encoding).normalize('NFC'));
    texts.set(encoding, known);
    return known;
  };
  const rate = (alphabet: Alphabet, encoding: NameEncoding) =>
    textsIn(encoding).reduce((sum, text) => sum + likeness(text, alphabet), 0) * (RARE[encoding] ?? 1);
  // Words in one byte for each letter are hardly ever valid UTF-8; pairs of bytes may be.
  const isUnicode = words.every((word) => isUtf8(word));
  const isPossible = (encoding: NameEncoding) => !isUnicode || encoding === 'utf8' || IN_PAIRS.has(encoding);
  let best: { encoding: NameEncoding; rating: number } = { encoding: isUnicode ? 'utf8' : 'cp437', rating: 0 };
  for (const alphabet of ALPHABETS) {
    for (const encoding of ['utf8', ...alphabet.encodings] as const) {
      if (!isPossible(encoding)) continue;
      const rating = rate(alphabet, encoding);
      // Sums of the same numbers in another order differ by less.
      if (rating > best.rating + 1e-6) best = { encoding, rating };
    }
  }
  return best.encoding;
}

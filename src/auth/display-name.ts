/** Claims about a person, as a provider sends them: any of them may be missing or of any type. */
export type Claims = Readonly<Record<string, unknown>>;

/** In characters as people count them, and in UTF-16 units: an emoji may have a dozen. */
const MAX_LENGTH = 100;
const MAX_UNITS = 190;
/** Characters that change how the rest of a line is written, or that stand for none: a name has no use for them. */
const UNWRITABLE = /[\p{Cc}\p{Cs}\p{Co}\u2028-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;
/** A name shows something: a letter, a digit or an emoji. */
const SHOWS = /[\p{L}\p{N}\p{So}]/u;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/**
 * The best name of a person that a provider's claims allow: the full name, else given and family name or either, else a user name, else
 * the part of an e-mail address before the @ (https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims; `upn` and
 * `unique_name` are Microsoft's). A claim that comes in languages only (`name#de`) counts, too.
 * @param sources the claims, those to be preferred first
 * @returns undefined when none of them has a name
 */
export function displayNameOf(...sources: readonly Claims[]): string | undefined {
  const first = (...names: string[]) => {
    for (const name of names)
      for (const claims of sources) {
        const found = read(claims, name);
        if (found !== undefined) return found;
      }
    return undefined;
  };
  const whole = first('name');
  if (whole !== undefined) return whole;
  const parts = [first('given_name'), first('family_name')].filter((each) => each !== undefined).join(' ');
  return (
    tidy(parts) ?? first('preferred_username', 'nickname', 'username', 'upn', 'unique_name') ?? beforeAt(first('email'))
  );
}

/** A claim as a tidy text; in any language, if there is none without one. */
function read(claims: Claims, name: string): string | undefined {
  const localized = Object.keys(claims).filter((key) => key.startsWith(`${name}#`));
  for (const key of [name, ...localized]) {
    const text = Object.hasOwn(claims, key) ? tidy(claims[key]) : undefined;
    if (text !== undefined) return text;
  }
  return undefined;
}

function tidy(claim: unknown): string | undefined {
  if (typeof claim !== 'string') return undefined;
  const text = claim.normalize('NFC').replace(UNWRITABLE, ' ').replace(/\s+/g, ' ').trim();
  if (!SHOWS.test(text)) return undefined;
  return shortened(text);
}

function shortened(text: string): string {
  let [kept, count] = ['', 0];
  for (const { segment } of graphemes.segment(text)) {
    count += 1;
    if (count > MAX_LENGTH || kept.length + segment.length > MAX_UNITS) return `${kept.trim()}…`;
    kept += segment;
  }
  return kept;
}

const beforeAt = (address: string | undefined) => address && tidy(address.split('@')[0]);

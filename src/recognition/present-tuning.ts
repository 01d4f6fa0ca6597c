import { thresholdInvalid } from '../errors';
import { likenessPercent } from './likeness';
import { MAX_SURE, MIN_SURE, STEP, type Suggestion } from './suggest-threshold';

export interface SuggestionView {
  sure: string;
  /** The same as a likeness. */
  percent: number;
  /** Plain sentences. */
  sentences: string[];
  /** The closest two, when they are probably one person. */
  pair: Array<{ name: string; url: string }> | null;
}

/** A slider for the sure bound. Bounds are texts of two decimals. */
export interface TuningView {
  /** Where another bound can be tried. */
  url: string;
  min: string;
  max: string;
  step: string;
  sure: string;
  words: string;
  /** JSON: what is said of every step of the slider, for the script. */
  wordList: string;
  /** What counts for the user, and for everybody who hasn't set a bound. */
  own: string;
  usual: string;
  /** The same three as likenesses. */
  surePercent: number;
  ownPercent: number;
  usualPercent: number;
  isTried: boolean;
  isOwn: boolean;
  suggestion: SuggestionView | null;
}

const toText = (threshold: number) => threshold.toFixed(2);

/** From the strictest to the loosest: each up to its bound. */
const WORDS = [
  [0.385, 'very strict (few names, hardly any wrong)'],
  [0.465, 'strict (fewer names, fewer wrong)'],
  [0.535, 'balanced'],
  [0.605, 'loose (more names, more wrong)'],
  [1, 'very loose (many names, many wrong)'],
] as const;

const wordsOf = (threshold: number) =>
  `${likenessPercent(threshold)}% match or better: ${WORDS.find(([limit]) => threshold <= limit)?.[1] ?? ''}`;

/** What is said of each step of the slider, up to the middle between it and the next. */
const STEP_WORDS = Array.from({ length: Math.round((MAX_SURE - MIN_SURE) / STEP) + 1 }, (_, i) => {
  const threshold = Number(toText(MIN_SURE + i * STEP));
  return [threshold + STEP / 2, wordsOf(threshold)] as const;
});

/**
 * A bound as a form or an address has it; undefined when it has none.
 * @throws boundInvalid for anything but a number from 0.30 to 0.70
 */
export function readSure(typed: unknown): number | undefined {
  if (typed === undefined || typed === '') return undefined;
  const threshold =
    typeof typed === 'string' && /^\d(\.\d+)?$/.test(typed) ? Math.round(Number(typed) / STEP) * STEP : Number.NaN;
  if (!(threshold >= MIN_SURE - STEP / 2 && threshold <= MAX_SURE + STEP / 2))
    throw thresholdInvalid(toText(MIN_SURE), toText(MAX_SURE));
  return Number(toText(threshold));
}

interface Tuning {
  /** The user's own bound; null when it isn't set. */
  own: number | null;
  usual: number;
  tried: number | undefined;
  suggestion: Suggestion | undefined;
  url: string;
}

export function presentTuning({ own, usual, tried, suggestion, url }: Tuning): TuningView {
  const current = own ?? usual;
  const sure = tried ?? current;
  return {
    url,
    min: toText(MIN_SURE),
    max: toText(MAX_SURE),
    step: String(STEP),
    sure: toText(sure),
    words: wordsOf(sure),
    wordList: JSON.stringify(STEP_WORDS),
    own: toText(current),
    usual: toText(usual),
    surePercent: likenessPercent(sure),
    ownPercent: likenessPercent(current),
    usualPercent: likenessPercent(usual),
    isTried: tried !== undefined && toText(tried) !== toText(current),
    isOwn: own !== null,
    suggestion: suggestion ? presentSuggestion(suggestion) : null,
  };
}

export function presentSuggestion({
  sure,
  one,
  other,
  distance,
  isProbablyOne,
  compared,
  people,
}: Suggestion): SuggestionView {
  const names = `${one.name} and ${other.name}`;
  const apart =
    sure < distance
      ? `If they aren’t, ${likenessPercent(sure)}% keeps them apart.`
      : 'If they aren’t, no setting keeps them apart.';
  const sentences = isProbablyOne
    ? [`${names} look so alike (${likenessPercent(distance)}%) that they may be the same person.`, apart]
    : [
        `At ${likenessPercent(sure)}%, none of your people get mixed up. Most alike: ${names} (${likenessPercent(distance)}%).`,
      ];
  if (compared < people) sentences.push(`This compares the ${compared} people you added last, of ${people}.`);
  return {
    sure: toText(sure),
    percent: likenessPercent(sure),
    sentences,
    pair: isProbablyOne ? [one, other].map(({ name, handle }) => ({ name, url: `/people/${handle}` })) : null,
  };
}

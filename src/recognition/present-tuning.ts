import { thresholdInvalid } from '../errors';
import { MAX_SURE, MIN_SURE, SURE_STEP } from '../gallery/thresholds';
import type { Suggestion } from './suggest-threshold';

export interface SuggestionView {
  sure: string;
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
  /** JSON: the words of every bound, for the script. */
  wordList: string;
  /** What counts for the user, and for everybody who hasn't set a bound. */
  own: string;
  usual: string;
  isTried: boolean;
  isOwn: boolean;
  suggestion: SuggestionView | null;
}

const toText = (threshold: number) => threshold.toFixed(2);

/** From the strictest to the loosest: each up to its bound. */
const WORDS = [
  [0.385, 'very strict: few names, hardly a wrong one'],
  [0.465, 'strict: fewer names, fewer wrong ones'],
  [0.535, 'balanced'],
  [0.605, 'loose: more names, more wrong ones'],
  [1, 'very loose: many names, many of them wrong'],
] as const;

const wordsOf = (threshold: number) => WORDS.find(([limit]) => threshold <= limit)?.[1] ?? '';

/**
 * A bound as a form or an address has it; undefined when it has none.
 * @throws boundInvalid for anything but a number from 0.30 to 0.70
 */
export function readSure(typed: unknown): number | undefined {
  if (typed === undefined || typed === '') return undefined;
  const threshold =
    typeof typed === 'string' && /^\d(\.\d+)?$/.test(typed)
      ? Math.round(Number(typed) / SURE_STEP) * SURE_STEP
      : Number.NaN;
  if (!(threshold >= MIN_SURE - SURE_STEP / 2 && threshold <= MAX_SURE + SURE_STEP / 2))
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
    step: String(SURE_STEP),
    sure: toText(sure),
    words: wordsOf(sure),
    wordList: JSON.stringify(WORDS),
    own: toText(current),
    usual: toText(usual),
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
      ? `If they are two, ${toText(sure)} keeps them apart.`
      : 'If they are two, no bound keeps them apart.';
  const sentences = isProbablyOne
    ? [`${names} are so alike (${toText(distance)}) that they may be one person.`, apart]
    : [`At ${toText(sure)} no two of your people are confused; closest pair: ${names}, ${toText(distance)}.`];
  if (compared < people) sentences.push(`The ${compared} people who were added last were compared, of ${people}.`);
  return {
    sure: toText(sure),
    sentences,
    pair: isProbablyOne ? [one, other].map(({ name, handle }) => ({ name, url: `/people/${handle}` })) : null,
  };
}

import { thresholdInvalid } from '../errors';
import type { ExplainedThresholds } from '../gallery/gallery-thresholds';
import { likenessPercent, MAX_SURE, MIN_SURE, SURE_STEP } from '../gallery/thresholds';
import { reasonsFor, resetText } from './explain-thresholds';
import type { Suggestion } from './suggest-threshold';

/** A suggested threshold, for a page. */
export interface SuggestionView {
  /** The threshold, as a text with two decimals. */
  sure: string;
  /** The threshold as a likeness. */
  percent: number;
  /** Why it is suggested, in sentences. */
  sentences: string[];
  /** The two people who are most alike, if they are probably one person. */
  pair: Array<{ name: string; url: string }> | null;
}

/** The slider for the `sure` threshold. Thresholds are texts with two decimals. */
export interface TuningView {
  /** The address that a threshold can be tried at. */
  url: string;
  min: string;
  max: string;
  step: string;
  /** Where the slider is: the threshold that is tried, or the gallery's. */
  sure: string;
  /** What that threshold means, in words. */
  words: string;
  /** JSON for the script: the words for every step of the slider. */
  wordList: string;
  /** The gallery's threshold. */
  own: string;
  /** What applies to a gallery without a threshold of its own. */
  usual: string;
  /** The three thresholds as likenesses. */
  surePercent: number;
  ownPercent: number;
  usualPercent: number;
  /** Whether a threshold is tried that isn't the gallery's. */
  isTried: boolean;
  /** What applies now and why, in sentences. */
  reasons: string[];
  /** The button that gives up the gallery's own threshold; null when it has none. */
  reset: string | null;
  suggestion: SuggestionView | null;
  /** Whether the suggestion would change something, and isn't the usual threshold, which has a button of its own. */
  canTake: boolean;
}

const toText = (threshold: number) => threshold.toFixed(2);

/** Words for thresholds, from the strictest to the loosest, by how much looser than the usual one: each holds up to its limit. */
const WORDS = [
  [-0.115, 'very strict (few names, hardly any wrong)'],
  [-0.035, 'strict (fewer names, fewer wrong)'],
  [0.035, 'balanced'],
  [0.105, 'loose (more names, more wrong)'],
  [2, 'very loose (many names, many wrong)'],
] as const;

const wordsOf = (threshold: number, usual: number) =>
  `${likenessPercent(threshold)}% match or better: ${WORDS.find(([limit]) => threshold - usual <= limit)?.[1] ?? ''}`;

/** Makes the words for each step of the slider. They hold up to the middle between it and the next step. */
const stepWords = (usual: number) =>
  Array.from({ length: Math.round((MAX_SURE - MIN_SURE) / SURE_STEP) + 1 }, (_, i) => {
    const threshold = Number(toText(MIN_SURE + i * SURE_STEP));
    return [threshold + SURE_STEP / 2, wordsOf(threshold, usual)] as const;
  });

/**
 * Reads a threshold from a form field or an address, rounded to a step of the slider; undefined when there is none.
 * @throws thresholdInvalid for anything but a number from 0.30 to 0.70
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
  /** The gallery's threshold; null when it isn't set. */
  own: number | null;
  explained: ExplainedThresholds;
  /** The threshold to try instead. */
  tried: number | undefined;
  suggestion: Suggestion | undefined;
  url: string;
}

/** Prepares the slider for a page. */
export function presentTuning({ own, explained, tried, suggestion, url }: Tuning): TuningView {
  const usual = explained.usual.sure;
  const current = own ?? usual;
  const sure = tried ?? current;
  return {
    url,
    min: toText(MIN_SURE),
    max: toText(MAX_SURE),
    step: String(SURE_STEP),
    sure: toText(sure),
    words: wordsOf(sure, usual),
    wordList: JSON.stringify(stepWords(usual)),
    own: toText(current),
    usual: toText(usual),
    surePercent: likenessPercent(sure),
    ownPercent: likenessPercent(current),
    usualPercent: likenessPercent(usual),
    isTried: tried !== undefined && toText(tried) !== toText(current),
    reasons: reasonsFor(explained, own),
    reset: own === null ? null : resetText(explained),
    suggestion: suggestion ? presentSuggestion(suggestion) : null,
    canTake: suggestion !== undefined && ![current, usual].map(toText).includes(toText(suggestion.sure)),
  };
}

/** Prepares a suggested threshold for a page. */
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

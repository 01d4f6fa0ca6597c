import type { MatchThresholds } from '../gallery/thresholds';

// CompreFace says how like two faces are with a number from 0 to 1. Its clients decide by bounds of their own: Double Take takes 0.60 for a match
// and below 0.40 for nobody, Viseron 0.50. So each number here says what our own page says of the face: from 0.60 on it has a name, from 0.40 on a
// question, below it is unknown.

const SURE = 0.6;
const MAYBE = 0.4;
/** Clients round to four digits, as percents with two. */
const LESS = 0.0001;
const DIGITS = 5;
/** Where an operator asks no questions, the curve would be a step. */
const MIN_HALF = 0.005;

/** What our own page says of a face and a person. */
export type Verdict = 'confirmed' | 'sure' | 'maybe' | 'none';

/** The distances up to which a face has a person's name, and is asked about. */
export type Bounds = Pick<MatchThresholds, 'sure' | 'maybe'>;

const RANGES: Record<Verdict, readonly [min: number, max: number]> = {
  confirmed: [1, 1],
  sure: [SURE, 1],
  maybe: [MAYBE, SURE - LESS],
  none: [0, MAYBE - LESS],
};

/** CompreFace's curve, `(tanh((c0 - d) * c1) + 1) / 2`, through 0.60 and 0.40 at the two bounds. */
function curve(distance: number, { sure, maybe }: Bounds): number {
  const half = Math.max((maybe - sure) / 2, MIN_HALF);
  const steepness = Math.atanh(SURE - MAYBE) / half;
  return (Math.tanh(((sure + maybe) / 2 - distance) * steepness) + 1) / 2;
}

/**
 * How like a face and a person are, as CompreFace says it: 0 to 1, with five digits.
 * @param distance infinite when the two can't be compared
 * @param verdict what our own page says; that a person was rejected, or that another one is nearly as close, counts here, too
 */
export function similarityOf(distance: number, bounds: Bounds, verdict: Verdict): number {
  const [min, max] = RANGES[verdict];
  return Number(Math.min(max, Math.max(min, curve(distance, bounds))).toFixed(DIGITS));
}

/** What the distance alone says of two faces. */
export const verdictOn = (distance: number, { sure, maybe }: Bounds): Verdict =>
  distance <= sure ? 'sure' : distance <= maybe ? 'maybe' : 'none';

import { HOUR_MS, MINUTE_MS } from '../../units';

const SECOND_MS = 1000;

/** The pauses after each attempt that failed: eleven attempts within a day. */
const PAUSES_MS = [
  ...[5 * SECOND_MS, 30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, 30 * MINUTE_MS],
  ...[HOUR_MS, 2 * HOUR_MS, 4 * HOUR_MS, 8 * HOUR_MS, 8 * HOUR_MS],
];
/** By how much a pause is longer or shorter, so that what failed together isn't tried together for ever. */
const JITTER = 0.2;
/** How long a receiver may ask to be left alone by `Retry-After`. */
const MAX_ASKED_MS = HOUR_MS;

/**
 * How long to wait before the next attempt.
 * @param failed how many attempts have failed
 * @param askedMs what the receiver asked for, 0 if nothing
 * @param random from 0 to 1
 * @returns milliseconds; undefined when it is given up
 */
export function pauseAfter(failed: number, askedMs: number, random = Math.random()): number | undefined {
  const pause = PAUSES_MS[failed - 1];
  if (pause === undefined) return undefined;
  return Math.max(Math.round(pause * (1 - JITTER + 2 * JITTER * random)), Math.min(askedMs, MAX_ASKED_MS));
}

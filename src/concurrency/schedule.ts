import type { Logger } from 'pino';
import { HOUR_MS, MINUTE_MS } from '../units';

const FIRST_LOOK_MS = 10 * MINUTE_MS;
/** Clocks are set wrong by a time zone or a date, so by a day at most. */
export const MAX_CLOCK_ERROR_MS = 25 * HOUR_MS;
/** Between two looks the time of day and the time that has passed may differ by this much: a clock that is put right little by little. */
const TOLERANCE_MS = 5 * MINUTE_MS;

/**
 * The moment before which everything is past, though the clock may be a day ahead: what is deleted for being old must have been old then.
 * A machine's clock is often wrong when it starts, and put right minutes later.
 */
export const surelyPast = (): number => Date.now() - MAX_CLOCK_ERROR_MS;

/** Believes the clock while it goes with the time that passes; a jump, or a machine that slept, makes it doubtful until the next look. */
export class TrustedClock {
  private wall = Date.now();
  private passed = performance.now();

  /** The moment before which everything is past: now, or what `surelyPast` says when the clock has jumped since the last look. */
  past(): number {
    const [wall, passed] = [Date.now(), performance.now()];
    const jumped = Math.abs(wall - this.wall - (passed - this.passed)) > TOLERANCE_MS;
    [this.wall, this.passed] = [wall, passed];
    return jumped ? surelyPast() : wall;
  }
}

/**
 * Does something ten minutes from now and then every hour, such as removing what has expired; a failure is logged, and the next hour tries again.
 * @param task told the moment before which everything is surely past
 * @returns what ends it
 */
export function everyHour(task: (past: number) => Promise<void>, log: Logger, failure: string): () => void {
  const clock = new TrustedClock();
  const look = () => void task(clock.past()).catch((error) => log.error({ err: error }, failure));
  const first = setTimeout(look, FIRST_LOOK_MS).unref();
  const others = setInterval(look, HOUR_MS).unref();
  return () => {
    clearTimeout(first);
    clearInterval(others);
  };
}

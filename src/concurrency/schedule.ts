import type { Logger } from 'pino';
import { HOUR_MS, MINUTE_MS } from '../units';

const FIRST_RUN_MS = 10 * MINUTE_MS;
/** How fast a clock may be: a wrong time zone or date makes a day at most. */
export const MAX_CLOCK_ERROR_MS = 25 * HOUR_MS;
/** How much the clock may deviate from the time that passed between two runs: it may be corrected little by little. */
const TOLERANCE_MS = 5 * MINUTE_MS;

/**
 * A timestamp that is certainly in the past, even if the clock is up to a day fast: nothing newer may be deleted for its age.
 * A machine's clock is often wrong when it starts, and corrected minutes later.
 * @returns milliseconds since 1970
 */
export const surelyPast = (): number => Date.now() - MAX_CLOCK_ERROR_MS;

/** Trusts the clock while it runs with the time that passes. A jump, or a machine that slept, makes it doubtful until the next call. */
export class TrustedClock {
  private wall = Date.now();
  private passed = performance.now();

  /** A timestamp that has passed: now, or `surelyPast()` if the clock has jumped since the last call. */
  past(): number {
    const [wall, passed] = [Date.now(), performance.now()];
    const jumped = Math.abs(wall - this.wall - (passed - this.passed)) > TOLERANCE_MS;
    [this.wall, this.passed] = [wall, passed];
    return jumped ? surelyPast() : wall;
  }
}

/**
 * Runs a task in ten minutes and then every hour, such as the removal of what has expired. Logs a failure and goes on.
 * @param task gets a timestamp that has surely passed, in milliseconds since 1970
 * @param failure the message to log with an error of the task
 * @returns a function that stops it
 */
export function everyHour(task: (past: number) => Promise<void>, log: Logger, failure: string): () => void {
  const clock = new TrustedClock();
  const run = () => void task(clock.past()).catch((error) => log.error({ err: error }, failure));
  const first = setTimeout(run, FIRST_RUN_MS).unref();
  const others = setInterval(run, HOUR_MS).unref();
  return () => {
    clearTimeout(first);
    clearInterval(others);
  };
}

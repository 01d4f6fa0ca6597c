import { setTimeout as pause } from 'node:timers/promises';
import { SQLITE_BUSY, sqliteCodeOf } from './storage-faults';

/** How long a statement waits for another process that writes, in milliseconds. A transaction takes some milliseconds, a large deletion a second. */
const PATIENCE_MS = 10_000;
/** The longest pause until it is tried again, in milliseconds. */
const PAUSE_MS = 3;

/** Whether another process kept a statement from the database. Nothing of it was done. */
export const isBusy = (error: unknown): boolean => sqliteCodeOf(error) === SQLITE_BUSY;

/**
 * Tries something until no other process keeps it from the database. SQLite itself would wait in the event loop, where nobody else gets their turn
 * (https://www.sqlite.org/c3ref/busy_timeout.html).
 * @param patienceMs for how long, in milliseconds
 * @throws what `attempt` throws; SQLITE_BUSY once the time is over
 */
export async function waitForOthers<T>(attempt: () => T | Promise<T>, patienceMs = PATIENCE_MS): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (!isBusy(error) || performance.now() > end) throw error;
    }
    // At random, or two that wait could meet again and again.
    await pause(1 + Math.random() * (PAUSE_MS - 1));
  }
}

import { keyOf } from './visitors';

const SECOND_MS = 1000;
/** Lines a second for all addresses together. */
const MAX_LINES = 20;

/**
 * Keeps what strangers do from filling the log: of requests that anybody can send without end, each address has one line a second, which
 * says how many were left out before it.
 */
export class LogBudget {
  /** By address: how many requests were left out since its last line. Forgotten after a second without one. */
  private leftOut = new Map<string, number>();
  private lines = 0;
  private since = 0;

  /** @returns how many were left out since the last line of this address; undefined when this one is left out, too */
  take(address: string, now = performance.now()): number | undefined {
    if (now - this.since >= SECOND_MS) this.begin(now);
    const key = keyOf(address);
    const before = this.leftOut.get(key);
    if ((before === undefined || before < 0) && this.lines < MAX_LINES) {
      this.lines += 1;
      this.leftOut.set(key, 0);
      return before === undefined ? 0 : -before;
    }
    if (before !== undefined) this.leftOut.set(key, before < 0 ? before - 1 : before + 1);
    return undefined;
  }

  /** Begins a second. What was left out of the one before is kept for the next line, as a negative number. */
  private begin(now: number): void {
    const kept = [...this.leftOut].filter(([, count]) => count > 0).map(([key, count]) => [key, -count] as const);
    this.leftOut = new Map(kept);
    [this.lines, this.since] = [0, now];
  }
}

import { HOUR_MS } from '../units';

/** For how long a file may be without its row: rows are written right after their files. */
const GRACE_MS = HOUR_MS;

/**
 * Remembers files without a row, by how much time has passed since they were first seen so. No clock says how old they are: those of machines
 * are wrong sometimes, and then a photo whose row is just being written would look like one of years ago.
 */
export class Strays {
  /** When each was first seen, in the milliseconds of `performance.now()`. */
  private seen = new Map<string, number>();

  /** @param strays the files that have no row now @returns those that have had none for an hour */
  found(strays: readonly string[], now = performance.now()): string[] {
    this.seen = new Map(strays.map((each) => [each, this.seen.get(each) ?? now]));
    return strays.filter((each) => now - (this.seen.get(each) ?? now) >= GRACE_MS);
  }
}

import { Turns } from '../concurrency/turns';

/** The most entries of a gallery, and the most acts. An entry names 20 people at most (audit-rows.ts), so that it stays small. */
export const MAX_ENTRIES = 100_000;
const ROWS_AT_ONCE = 500;

interface Rows {
  /** How many are beyond the bound; 0 or less when none are. */
  tooMany: number;
  /** What is older goes. Milliseconds since 1970. */
  before: number;
  /** Reads the oldest rows, in their order. */
  oldest(limit: number): Promise<ReadonlyArray<{ id: number; createdAt: number }>>;
  /** Deletes rows one by one in their order, as the database refuses any other. */
  remove(ids: readonly number[]): Promise<void>;
}

/** Deletes what is too old or too much, little by little, from the oldest on. */
export async function trimRows({ tooMany, before, oldest, remove }: Rows): Promise<void> {
  const turns = new Turns();
  for (let left = tooMany; ; await turns.next()) {
    const some = await oldest(ROWS_AT_ONCE);
    // A row with a later time keeps those after it.
    const kept = some.findIndex(({ createdAt }, i) => i >= left && createdAt >= before);
    const ids = (kept < 0 ? some : some.slice(0, kept)).map(({ id }) => id);
    await remove(ids);
    if (ids.length < ROWS_AT_ONCE) return;
    left -= ids.length;
  }
}

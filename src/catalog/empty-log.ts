import type { DatabaseSync } from '@photostructure/sqlite';
import { isLogEmpty, pagesInLog, UnusedSpace } from './unused-space';

type Database = InstanceType<typeof DatabaseSync>;

/** An fsync for every transaction, so that committed data outlives a power cut (https://www.sqlite.org/pragma.html#pragma_synchronous). */
export const SYNCHRONOUS = 'PRAGMA synchronous = FULL';
/** How many pages of a database are looked through: the first 100 MB. */
const MAX_PAGES = 25_000;
/** How many are cleared before others get their turn: it takes some ten milliseconds. */
const PAGES_AT_ONCE = 1000;

/** Takes what was deleted out of a database's write-ahead log, and out of the unused space of the pages that the log had. */
export class LogEraser {
  private space: UnusedSpace | undefined;
  /** Pages that are still to be cleared. */
  private readonly pages = new Set<number>();

  constructor(
    private readonly database: Database,
    private readonly file: string,
  ) {}

  /**
   * Moves everything from the log into the file and empties the log. Doesn't wait for others.
   * @returns false while a transaction, a reader or another process keeps it, the disk fails, or there is more to be cleared: then it is to be
   *   called again
   */
  empty(): boolean {
    if (this.database.isTransaction) return false;
    try {
      for (const page of (this.space && pagesInLog(this.file)) ?? this.all()) this.pages.add(page);
      const row = this.database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number };
      if (row.busy !== 0) return false;
      return this.clear();
    } catch {
      return false;
    }
  }

  /** Clears some pages while nobody can write, and has everybody forget what they have of them in memory. @returns whether these were all */
  private clear(): boolean {
    this.space ??= new UnusedSpace(this.file);
    const some = [...this.pages].slice(0, PAGES_AT_ONCE);
    try {
      this.database.exec('PRAGMA synchronous = OFF; BEGIN IMMEDIATE'); // nothing is lost if the power fails: no row changes
      // Another process has written since. It may move that into the file at any time, and so must nobody else write there.
      if (!isLogEmpty(this.file)) return false;
      if (this.space.clear(some)) this.forgetPages();
    } finally {
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      this.database.exec(SYNCHRONOUS);
    }
    for (const page of some) this.pages.delete(page);
    return this.pages.size === 0;
  }

  /** Has this process and all others forget what they have of pages in memory. Ends the transaction. */
  private forgetPages(): void {
    this.database.exec('PRAGMA shrink_memory');
    try {
      // Other processes have pages in memory until there is another commit. This one has no change.
      this.database.exec('PRAGMA user_version = 0; COMMIT');
    } catch {
      // A full disk has no room for it. An emptied log does nearly as well, and takes none.
      if (this.database.isTransaction) this.database.exec('ROLLBACK');
      this.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    }
  }

  /** The numbers of all pages: at the start, as the last run may have left something that is in no log any more, and after a huge log. */
  private *all(): Generator<number, void, undefined> {
    const { page_count: count } = this.database.prepare('PRAGMA page_count').get() as { page_count: number };
    for (let number = 1; number <= Math.min(count, MAX_PAGES); number++) yield number;
  }

  /** To be called after the database was closed. */
  close(): void {
    this.space?.close();
  }
}

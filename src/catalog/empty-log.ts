import type { DatabaseSync } from '@photostructure/sqlite';
import { pagesInLog, UnusedSpace } from './unused-space';

type Database = InstanceType<typeof DatabaseSync>;

/** How many pages are looked through at once: 100 MB, which takes some hundred milliseconds. */
const MAX_PAGES = 25_000;

/** Takes what was deleted out of a database's write-ahead log, and out of the unused space of the pages that the log had. */
export class LogEraser {
  private space: UnusedSpace | undefined;

  constructor(
    private readonly database: Database,
    private readonly file: string,
    /** How long other statements wait for other processes, in milliseconds. */
    private readonly busyMs: number,
  ) {}

  /**
   * Moves everything from the log into the file and empties the log. Doesn't wait for others: that would hold the event loop.
   * @returns false while a transaction or a reader keeps it, or the disk fails
   */
  empty(): boolean {
    if (this.database.isTransaction) return false;
    try {
      this.database.exec('PRAGMA busy_timeout = 0');
      const pages = pagesInLog(this.file);
      const row = this.database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').get() as { busy: number };
      if (row.busy !== 0) return false;
      // The last run may have left something that is in no log any more.
      this.clear(this.space && pages ? pages : this.all());
      return true;
    } catch {
      return false;
    } finally {
      this.database.exec(`PRAGMA busy_timeout = ${this.busyMs}`);
    }
  }

  /** Clears pages while nobody can write, and has SQLite forget what it has of them in memory. */
  private clear(pages: Iterable<number>): void {
    this.space ??= new UnusedSpace(this.file);
    this.database.exec('BEGIN IMMEDIATE');
    const cleared = this.clearInTransaction(this.space, pages);
    if (cleared) this.database.exec('PRAGMA shrink_memory');
  }

  private clearInTransaction(space: UnusedSpace, pages: Iterable<number>): boolean {
    try {
      return space.clear(pages);
    } finally {
      this.database.exec('ROLLBACK');
    }
  }

  /** The numbers of all pages. */
  private *all(): Generator<number, void, undefined> {
    const { page_count: count } = this.database.prepare('PRAGMA page_count').get() as { page_count: number };
    for (let number = 1; number <= Math.min(count, MAX_PAGES); number++) yield number;
  }

  /** To be called after the database was closed. */
  close(): void {
    this.space?.close();
  }
}

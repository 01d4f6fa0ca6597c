import { setTimeout as pause } from 'node:timers/promises';
import { CompiledQuery, type DatabaseConnection, type QueryResult, SqliteDriver } from 'kysely';
import { waitForOthers } from './wait-for-others';

/** After so long without a gap between its transactions, a process lets others write, in milliseconds: those that wait look every few milliseconds. */
const MAX_HELD_MS = 100;
/** How long, in milliseconds. */
const GAP_MS = 3;

/** The connection to the database, whose statements wait for other processes. */
class SharedConnection implements DatabaseConnection {
  constructor(private readonly connection: DatabaseConnection) {}

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return waitForOthers(() => this.connection.executeQuery<R>(query));
  }

  streamQuery<R>(query: CompiledQuery, chunkSize?: number): AsyncIterableIterator<QueryResult<R>> {
    return this.connection.streamQuery<R>(query, chunkSize);
  }
}

/** Kysely's driver for a database that other processes read and write, too. */
export class SharedDriver extends SqliteDriver {
  private connection: SharedConnection | undefined;
  /** Since when transactions have followed each other without a gap, and when the last one ended, in the milliseconds of `performance.now()`. */
  private heldSince = 0;
  private endedAt = 0;

  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    this.connection ??= new SharedConnection(connection);
    return this.connection;
  }

  /**
   * Begins by taking the lock for writing. A transaction that has read first can't wait for it: what it has read may be outdated by then, so
   * SQLite refuses it at once (https://www.sqlite.org/isolation.html).
   */
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    const now = performance.now();
    if (now - this.endedAt > GAP_MS) this.heldSince = now;
    else if (now - this.heldSince > MAX_HELD_MS) {
      await pause(GAP_MS);
      this.heldSince = performance.now();
    }
    await connection.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  override async releaseConnection(): Promise<void> {
    this.endedAt = performance.now();
    await super.releaseConnection();
  }
}

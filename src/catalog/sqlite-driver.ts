import { DatabaseSync } from '@photostructure/sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { LRUCache } from 'lru-cache';
import { textInvalid } from '../errors';
import { SQLITE_IOERR, sqliteCodeOf } from './storage-faults';

// Kysely's SQLite dialect speaks better-sqlite3; @photostructure/sqlite speaks node:sqlite. This is the difference.

const MAX_STATEMENTS = 200;

type Database = InstanceType<typeof DatabaseSync>;

/**
 * SQLite knows no booleans, and node:sqlite throws on one. A text it would cut at a NUL, without a word.
 * @throws textInvalid
 */
function toSqlite(value: unknown): never {
  if (typeof value === 'string' && value.includes('\0')) throw textInvalid();
  return (typeof value === 'boolean' ? Number(value) : value) as never;
}

/** SQLite has rolled back itself after some faults of the disk; Kysely asks for it all the same, and the refusal would hide the fault. */
const ROLLBACK = 'rollback';

/**
 * A commit whose fsync failed is undone, but stands in the log: after a crash it would be read as done
 * (https://www.sqlite.org/walformat.html). The next commit overwrites it there, so one follows at once, of nothing.
 */
function overwriteFailedCommit(database: Database, error: unknown): void {
  if (sqliteCodeOf(error) !== SQLITE_IOERR || database.isTransaction) return;
  try {
    database.exec('PRAGMA user_version = 0');
  } catch {
    // The disk fails still; the first commit that succeeds does it.
  }
}

/**
 * Opens the database file, made durable: WAL, and an fsync for every transaction, so that what was acknowledged
 * outlives a power cut (https://www.sqlite.org/pragma.html#pragma_synchronous).
 */
export function openSqlite(file: string): SqliteDatabase {
  const database = new DatabaseSync(file, { timeout: 5000, enableForeignKeyConstraints: true });
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
  } catch (error) {
    database.close();
    throw error;
  }
  // To prepare a statement takes longer than to run it. The app has some hundred.
  const statements = new LRUCache<string, SqliteStatement>({ max: MAX_STATEMENTS });
  return {
    close() {
      statements.clear();
      try {
        // Without it the last writes stay in the log beside the file, and a copy of the file alone would lack them.
        database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      } finally {
        database.close();
      }
    },
    prepare(sql) {
      const known = statements.get(sql) ?? prepare(database, sql);
      statements.set(sql, known);
      return known;
    },
  };
}

function prepare(database: Database, sql: string): SqliteStatement {
  const statement = database.prepare(sql);
  const attempt = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (error) {
      overwriteFailedCommit(database, error);
      throw error;
    }
  };
  return {
    reader: statement.columns().length > 0,
    all: (values) => attempt(() => statement.all(...values.map(toSqlite))),
    run: (values) => {
      if (sql === ROLLBACK && !database.isTransaction) return { changes: 0, lastInsertRowid: 0 };
      const { changes, lastInsertRowid } = attempt(() => statement.run(...values.map(toSqlite)));
      return { changes, lastInsertRowid };
    },
    // One of its own: reading it step by step, others may ask the same meanwhile.
    iterate: (values) => database.prepare(sql).iterate(...values.map(toSqlite)) as IterableIterator<unknown>,
  };
}

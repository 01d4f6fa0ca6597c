import { DatabaseSync } from '@photostructure/sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { LRUCache } from 'lru-cache';
import { textInvalid } from '../errors';
import { LogEraser, SYNCHRONOUS } from './empty-log';
import { Erasure, erasingOf } from './erasure';
import { searchKey } from './search-key';
import { SQLITE_IOERR, sqliteCodeOf } from './storage-faults';

// Kysely's SQLite dialect expects the API of better-sqlite3; @photostructure/sqlite has that of node:sqlite. This adapts it.

const MAX_STATEMENTS = 200;
/** SQLite would wait for other processes in the event loop. `waitForOthers` does it beside. */
const BUSY_MS = 0;

type Database = InstanceType<typeof DatabaseSync>;

/**
 * Converts a value for SQLite, which has no booleans: node:sqlite throws on one.
 * @throws textInvalid for a text with a NUL, where node:sqlite would silently cut it off
 */
function toSqlite(value: unknown): never {
  if (typeof value === 'string' && value.includes('\0')) throw textInvalid();
  return (typeof value === 'boolean' ? Number(value) : value) as never;
}

/** After some disk faults SQLite rolls back by itself. Kysely still sends this, and SQLite's refusal would hide the fault. */
const ROLLBACK = 'rollback';

/**
 * Overwrites a commit whose fsync failed. SQLite undoes such a commit but leaves it in the write-ahead log, where it would count
 * as done after a crash (https://www.sqlite.org/walformat.html). The next commit overwrites it, so this makes an empty one.
 */
function overwriteFailedCommit(database: Database, error: unknown): void {
  if (sqliteCodeOf(error) !== SQLITE_IOERR || database.isTransaction) return;
  try {
    database.exec('PRAGMA user_version = 0');
  } catch {
    // The disk still fails. The first commit that succeeds will overwrite it.
  }
}

/**
 * Opens a database file with a write-ahead log and an fsync for every transaction, so that committed data outlives a power cut
 * (https://www.sqlite.org/pragma.html#pragma_synchronous).
 * @param erasure is told of everything that is deleted
 * @throws SQLite's errors
 */
export function openSqlite(file: string, erasure = new Erasure()): SqliteDatabase {
  const database = new DatabaseSync(file, { timeout: BUSY_MS, enableForeignKeyConstraints: true });
  try {
    // For names that no column has a key of: those under which a user sees galleries.
    database.function('searchKey', { deterministic: true }, searchKey);
    database.exec(`PRAGMA journal_mode = WAL; ${SYNCHRONOUS}; PRAGMA secure_delete = ON`);
  } catch (error) {
    database.close();
    throw error;
  }
  const eraser = new LogEraser(database, file);
  erasure.attach(() => eraser.empty());
  // Preparing a statement takes longer than running it. The app has about a hundred.
  const statements = new LRUCache<string, SqliteStatement>({ max: MAX_STATEMENTS });
  return {
    close() {
      statements.clear();
      erasure.close();
      try {
        // Moves the last writes from the log into the file, so that a copy of the file alone is complete. Other processes may keep it from that.
        database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      } finally {
        database.close();
        eraser.close();
      }
    },
    prepare(sql) {
      const known = statements.get(sql) ?? prepare(database, sql, erasure);
      statements.set(sql, known);
      return known;
    },
  };
}

function prepare(database: Database, sql: string, erasure: Erasure): SqliteStatement {
  const statement = database.prepare(sql);
  const erasing = erasingOf(sql);
  const attempt = <Result>(execute: () => Result): Result => {
    try {
      if (erasing) erasure.note(erasing);
      return execute();
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
    // A statement of its own, as others may run the shared one while this one is read row by row.
    iterate: (values) => database.prepare(sql).iterate(...values.map(toSqlite)) as IterableIterator<unknown>,
  };
}

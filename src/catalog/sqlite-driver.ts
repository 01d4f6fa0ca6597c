import { DatabaseSync } from '@photostructure/sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { LRUCache } from 'lru-cache';
import { textInvalid } from '../errors';

// Kysely's SQLite dialect speaks better-sqlite3; @photostructure/sqlite speaks node:sqlite. This is the difference.

const MOST_STATEMENTS = 200;

/**
 * SQLite knows no booleans, and node:sqlite throws on one. A text it would cut at a NUL, without a word.
 * @throws textInvalid
 */
function toSqlite(value: unknown): never {
  if (typeof value === 'string' && value.includes('\0')) throw textInvalid();
  return (typeof value === 'boolean' ? Number(value) : value) as never;
}

/** SQLite's own code of an error (https://www.sqlite.org/rescode.html), without its extension; undefined for any other error. */
export function sqliteCodeOf(error: unknown): number | undefined {
  const { errcode } = error as { errcode?: unknown };
  return typeof errcode === 'number' ? errcode & 0xff : undefined;
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
  const statements = new LRUCache<string, SqliteStatement>({ max: MOST_STATEMENTS });
  return {
    close() {
      statements.clear();
      // Without it the last writes stay in the log beside the file, and a copy of the file alone would lack them.
      database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
      database.close();
    },
    prepare(sql) {
      const known = statements.get(sql) ?? prepare(database, sql);
      statements.set(sql, known);
      return known;
    },
  };
}

function prepare(database: InstanceType<typeof DatabaseSync>, sql: string): SqliteStatement {
  const statement = database.prepare(sql);
  return {
    reader: statement.columns().length > 0,
    all: (values) => statement.all(...values.map(toSqlite)),
    run: (values) => {
      const { changes, lastInsertRowid } = statement.run(...values.map(toSqlite));
      return { changes, lastInsertRowid };
    },
    // One of its own: reading it step by step, others may ask the same meanwhile.
    iterate: (values) => database.prepare(sql).iterate(...values.map(toSqlite)) as IterableIterator<unknown>,
  };
}

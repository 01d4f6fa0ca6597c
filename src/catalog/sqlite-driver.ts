import { DatabaseSync } from '@photostructure/sqlite';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

// Kysely's SQLite dialect speaks better-sqlite3; @photostructure/sqlite speaks node:sqlite. This is the difference.

// SQLite knows no booleans, and node:sqlite throws on one.
const toSqlite = (value: unknown) => (typeof value === 'boolean' ? Number(value) : value) as never;

/**
 * Opens the database file, made durable: WAL, and an fsync for every transaction, so that what was acknowledged
 * outlives a power cut (https://www.sqlite.org/pragma.html#pragma_synchronous).
 */
export function openSqlite(file: string): SqliteDatabase {
  const database = new DatabaseSync(file, { timeout: 5000, enableForeignKeyConstraints: true });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = ON');
  return {
    close: () => database.close(),
    prepare(sql): SqliteStatement {
      const statement = database.prepare(sql);
      return {
        reader: statement.columns().length > 0,
        all: (values) => statement.all(...values.map(toSqlite)),
        run: (values) => {
          const { changes, lastInsertRowid } = statement.run(...values.map(toSqlite));
          return { changes, lastInsertRowid };
        },
        iterate: (values) => statement.iterate(...values.map(toSqlite)) as IterableIterator<unknown>,
      };
    },
  };
}

import { SqliteAdapter, SqliteDialect } from 'kysely';
import type { Erasure } from './erasure';
import { openSqlite } from './sqlite-driver';

/**
 * Has Kysely run each migration in a transaction. SQLite can create, drop and rename tables in one, but Kysely's own adapter says
 * that it can't, so that a crash would leave half of a migration.
 */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely's SQLite dialect with transactional migrations. */
class CatalogDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

/** Opens a database file, or creates it, and returns its dialect for Kysely. @throws SQLite's errors */
export const sqliteDialect = (file: string, erasure?: Erasure): SqliteDialect =>
  new CatalogDialect({ database: openSqlite(file, erasure) });

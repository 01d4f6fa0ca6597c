import { SqliteAdapter, SqliteDialect } from 'kysely';
import { openSqlite } from './sqlite-driver';

/**
 * SQLite can create, drop and rename tables in a transaction; Kysely's own adapter says that it can't, and runs each statement of
 * a migration by itself, so that a crash would leave half of it.
 */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** The dialect of a catalog: migrations are made whole or not at all. */
class CatalogDialect extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}

/** @param file the database's, which is created if there is none @throws what SQLite says */
export const sqliteDialect = (file: string): SqliteDialect => new CatalogDialect({ database: openSqlite(file) });

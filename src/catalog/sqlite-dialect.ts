import { SqliteAdapter, SqliteDialect, type SqliteDialectConfig } from 'kysely';
import type { Erasure } from './erasure';
import { SharedDriver } from './shared-driver';
import { openSqlite } from './sqlite-driver';
import { waitForOthers } from './wait-for-others';

/**
 * Has Kysely run each migration in a transaction. SQLite can create, drop and rename tables in one, but Kysely's own adapter says
 * that it can't, so that a crash would leave half of a migration.
 */
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/** Kysely's SQLite dialect for several processes, with transactional migrations. */
class CatalogDialect extends SqliteDialect {
  constructor(private readonly config: SqliteDialectConfig) {
    super(config);
  }

  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }

  override createDriver(): SharedDriver {
    return new SharedDriver(this.config);
  }
}

/** The dialect of a database file for Kysely. The file is opened, or created, with the first statement, which throws SQLite's errors. */
export const sqliteDialect = (file: string, erasure?: Erasure): SqliteDialect =>
  new CatalogDialect({ database: () => waitForOthers(() => openSqlite(file, erasure)) });

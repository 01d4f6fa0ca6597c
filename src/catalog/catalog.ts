import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Kysely, Migrator, SqliteDialect } from 'kysely';
import { migrations } from './migrations';
import { openSqlite } from './sqlite-driver';
import type { Tables } from './tables';

/** Everything the app knows, but for the photos' bytes. Each feature owns the queries on its own tables. */
export type Catalog = Kysely<Tables>;

/**
 * Opens the catalogue of a data folder, and brings its tables up to date.
 * @throws what SQLite or the file system says; nothing is left open
 */
export async function openCatalog(dataDir: string): Promise<Catalog> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const catalog = new Kysely<Tables>({ dialect: new SqliteDialect({ database: openSqlite(path.join(dataDir, 'catalog.sqlite')) }) });
  const { error } = await new Migrator({ db: catalog, provider: { getMigrations: async () => migrations } }).migrateToLatest();
  if (error) {
    await catalog.destroy();
    throw error;
  }
  return catalog;
}

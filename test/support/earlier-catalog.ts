import path from 'node:path';
import { Kysely, Migrator, sql } from 'kysely';
import { migrations } from '../../src/catalog/migrations';
import { sqliteDialect } from '../../src/catalog/sqlite-dialect';

/**
 * Makes a data folder's catalog as it was before a migration.
 * @param migration the beginning of its name, such as `015`
 * @param statements what is put into it
 */
export async function earlierCatalog(
  dataDir: string,
  migration: string,
  statements: readonly string[],
): Promise<Kysely<unknown>> {
  const earlier = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < migration));
  const catalog = new Kysely<unknown>({ dialect: sqliteDialect(path.join(dataDir, 'catalog.sqlite')) });
  const { error } = await new Migrator({
    db: catalog,
    provider: { getMigrations: async () => earlier },
  }).migrateToLatest();
  if (error) throw error;
  for (const statement of statements) await sql.raw(statement).execute(catalog);
  return catalog;
}

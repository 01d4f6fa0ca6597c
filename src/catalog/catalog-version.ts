import { statSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_MIGRATION_TABLE, Kysely, sql } from 'kysely';
import { StartError } from '../start-error';
import { type Catalog, catalogFault, NewerCatalogError } from './catalog';
import { Erasure } from './erasure';
import { migrations } from './migrations';
import { sqliteDialect } from './sqlite-dialect';
import type { Tables } from './tables';

/** Which migrations a catalog has had, in order. */
export interface CatalogVersion {
  applied: readonly string[];
  /** Those that this version of the app would still run. */
  pending: readonly string[];
  /** Those of a newer version of the app. */
  unknown: readonly string[];
}

/** Looks which migrations a catalog has had. @throws SQLite's errors */
export async function versionOf(catalog: Catalog): Promise<CatalogVersion> {
  const known = Object.keys(migrations).sort();
  const tables = await sql`select 1 from sqlite_master where name = ${DEFAULT_MIGRATION_TABLE}`.execute(catalog);
  if (tables.rows.length === 0) return { applied: [], pending: known, unknown: [] };
  const { rows } = await sql<{
    name: string;
  }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)} order by name`.execute(catalog);
  const applied = rows.map(({ name }) => name);
  return {
    applied,
    pending: known.filter((name) => !applied.includes(name)),
    unknown: applied.filter((name) => !known.includes(name)),
  };
}

/** Whether a data folder has a catalog. One that this user can't look at counts as there: what opens it says why. */
export function isCatalogThere(dataDir: string): boolean {
  try {
    return statSync(path.join(dataDir, 'catalog.sqlite')).isFile();
  } catch (error) {
    return !['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
  }
}

/** Says that there is no catalog yet. */
export const nothingStored = (dataDir: string): StartError =>
  new StartError(
    `DATA_DIR is ${dataDir}, where FamiliarFaces has stored nothing yet: start it once, or set DATA_DIR to its folder.`,
  );

/**
 * Opens the catalog of a data folder that must be there, and leaves it as it is.
 * @param erasure sees to it that what is deleted leaves no trace in the log
 * @throws {StartError} when there is none, or it can't be opened
 */
export async function openCatalogAsIs(dataDir: string, erasure = new Erasure()): Promise<Catalog> {
  const file = path.join(dataDir, 'catalog.sqlite');
  if (!isCatalogThere(dataDir)) throw nothingStored(dataDir);
  try {
    return new Kysely<Tables>({ dialect: sqliteDialect(file, erasure) });
  } catch (error) {
    throw catalogFault(file, error);
  }
}

/**
 * Opens the catalog of a data folder for a command beside the app: it must be there, and of this version.
 * @param erasure sees to it that what is deleted leaves no trace in the log
 * @throws {StartError} with the remedy
 */
export async function openCurrentCatalog(dataDir: string, erasure?: Erasure): Promise<Catalog> {
  const catalog = await openCatalogAsIs(dataDir, erasure);
  try {
    const { pending, unknown } = await versionOf(catalog);
    if (unknown.length > 0) throw new NewerCatalogError(unknown);
    if (pending.length > 0)
      throw new StartError(
        `DATA_DIR ${dataDir} was last used by an older FamiliarFaces: bring it to this version with \`familiar-faces migrate\`, or start the app once.`,
      );
    return catalog;
  } catch (error) {
    await catalog.destroy();
    throw catalogFault(path.join(dataDir, 'catalog.sqlite'), error);
  }
}

import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DEFAULT_MIGRATION_TABLE, Kysely, type KyselyConfig, Migrator, sql } from 'kysely';
import { StartError } from '../start-error';
import { Erasure } from './erasure';
import { migrations } from './migrations';
import { sqliteDialect } from './sqlite-dialect';
import { sqliteCodeOf } from './storage-faults';
import type { Tables } from './tables';

/** The database: everything the app knows except the photos' bytes. Each table has one room that writes it (test/house.test.ts). */
export type Catalog = Kysely<Tables>;

/** A statement that the database has run. */
export interface Statement {
  /** SQL without values, which are parameters. */
  text: string;
  milliseconds: number;
  hasFailed: boolean;
}

export class NewerCatalogError extends StartError {
  constructor(migrations: readonly string[], options?: ErrorOptions) {
    const what = migrations.join(', ');
    super(
      `DATA_DIR was used by a newer FamiliarFaces (${what}): start that version, or restore a backup from before the update.`,
      options,
    );
  }
}

class EarlierAppError extends StartError {
  constructor(dataDir: string) {
    super(
      `DATA_DIR ${dataDir} is in use by an earlier FamiliarFaces, and this version changes its catalog: stop all processes of that one, then start this one.`,
    );
  }
}

// SQLite's result codes (https://www.sqlite.org/rescode.html).
const DAMAGED = [11, 26];
const INACCESSIBLE = [8, 14];

/** How a catalog is opened. */
interface OpenOptions {
  /** Called after each statement, where it was asked for. It must not throw. */
  onStatement?: ((statement: Statement) => void) | undefined;
  /** False while another process works with it: then it has to be at the latest version already. */
  mayMigrate?: boolean;
}

/**
 * Opens the catalog of a data folder and migrates it to the latest version. Doesn't keep other processes out (see data-lock.ts).
 * @param erasure sees to it that what is deleted leaves no trace in the log
 * @throws {StartError} when the file is damaged, is newer than the app, is to be migrated and may not, or can't be opened by this user;
 *   otherwise the error of SQLite or the file system. Nothing stays open.
 */
export async function openCatalog(
  dataDir: string,
  erasure = new Erasure(),
  { onStatement, mayMigrate = true }: OpenOptions = {},
): Promise<Catalog> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const file = path.join(dataDir, 'catalog.sqlite');
  try {
    const catalog = new Kysely<Tables>({ dialect: sqliteDialect(file, erasure), ...loggedTo(onStatement) });
    if (!mayMigrate) await requireMigrated(catalog, dataDir);
    await migrate(catalog);
    erasure.note(); // a run that crashed may have left what it had deleted
    await erasure.done();
    return catalog;
  } catch (error) {
    throw catalogFault(file, error);
  }
}

const migratorOf = (catalog: Catalog) =>
  new Migrator({ db: catalog, provider: { getMigrations: async () => migrations } });

/** @throws EarlierAppError, and then nothing stays open */
async function requireMigrated(catalog: Catalog, dataDir: string): Promise<void> {
  const known = await migratorOf(catalog).getMigrations();
  if (known.every(({ executedAt }) => executedAt)) return;
  await catalog.destroy();
  throw new EarlierAppError(dataDir);
}

/** Kysely's way to tell of statements; without a listener, it doesn't even time them. */
function loggedTo(onStatement?: (statement: Statement) => void): Pick<KyselyConfig, 'log'> {
  if (!onStatement) return {};
  return {
    log: ({ level, query, queryDurationMillis }) =>
      onStatement({ text: query.sql, milliseconds: queryDurationMillis, hasFailed: level === 'error' }),
  };
}

async function migrate(catalog: Catalog): Promise<void> {
  const { error } = await migratorOf(catalog).migrateToLatest();
  if (!error) return;
  const newer = await unknownMigrations(catalog).catch(() => []); // the table may not exist yet
  await catalog.destroy().catch(() => {}); // the first error matters more, a full disk for example
  throw newer.length > 0 ? new NewerCatalogError(newer, { cause: error }) : error;
}

/** Finds migrations in the database that this version of the app doesn't know. */
async function unknownMigrations(catalog: Catalog): Promise<string[]> {
  const applied = await sql<{ name: string }>`select name from ${sql.table(DEFAULT_MIGRATION_TABLE)}`.execute(catalog);
  return applied.rows.map(({ name }) => name).filter((name) => !Object.hasOwn(migrations, name));
}

/** Turns an error of opening a catalog into a sentence for the operator. @returns any other error unchanged */
export function catalogFault(file: string, error: unknown): unknown {
  if (error instanceof StartError) return error;
  const code = sqliteCodeOf(error) ?? 0;
  const reason = (error as Error).message;
  // The whole folder: an old catalog doesn't fit newer photos, or the write-ahead log of the damaged one.
  if (DAMAGED.includes(code))
    return new StartError(`${file} is damaged (${reason}): restore all of DATA_DIR from a backup.`, { cause: error });
  if (INACCESSIBLE.includes(code)) {
    const remedy = 'let this user read and write it and its folder, or restore all of DATA_DIR from a backup';
    return new StartError(`${file} can't be opened (${reason}): ${remedy}.`, { cause: error });
  }
  return error;
}

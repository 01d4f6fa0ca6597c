import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';

// A catalog apart from a running app: the one that it has open, read by another connection, and a copy of it that nobody else has.

type Database = InstanceType<typeof DatabaseSync>;

/** How long to wait for the app, which may be emptying its log, in milliseconds. */
const BUSY_MS = 10_000;
/** The file of the catalog in a data folder. */
export const CATALOG_FILE = 'catalog.sqlite';

/** The folder of each store in a data folder, and the table whose `path`s name its files. */
export const FILES_OF = {
  uploads: 'photos',
  recognitions: 'recognitions',
  drafts: 'drafts',
  imports: 'imports',
} as const;
/** The name of a store's folder. */
export type StoreName = keyof typeof FILES_OF;
/** A file of a store: the store's folder, and the path in it. */
export type StoredFile = readonly [store: StoreName, path: string];

/**
 * Writes a consistent copy of a data folder's catalog, as of one moment, without the space of deleted rows, while an app may use it. Blocks the
 * thread meanwhile: a second or two for 100 MB.
 * @param target a file that doesn't exist
 * @throws SQLite's errors
 */
export function takeSnapshot(dataDir: string, target: string): void {
  withDatabase(path.join(dataDir, CATALOG_FILE), (database) => database.prepare('VACUUM INTO ?').run(target));
}

/** Looks through a snapshot. @returns what is wrong with it, in SQLite's words; undefined when it is whole */
export function faultOfSnapshot(file: string): string | undefined {
  try {
    return withDatabase(file, (database) => {
      const [found] = database.prepare('PRAGMA integrity_check(1)').all() as Array<{ integrity_check: string }>;
      if (found?.integrity_check !== 'ok') return found?.integrity_check ?? 'it is empty';
      const [broken] = database.prepare('PRAGMA foreign_key_check').all() as Array<{ table: string }>;
      return broken && `a row of ${broken.table} belongs to one that is missing`;
    });
  } catch (error) {
    return (error as Error).message;
  }
}

/** Lists the files that a snapshot's rows name. Those of imports that have ended may be gone. */
export function filesNamedIn(file: string): StoredFile[] {
  return withDatabase(file, (database) => {
    const named: StoredFile[] = [];
    for (const [store, table] of entriesOf(FILES_OF))
      for (const row of database.prepare(`select "path" from "${table}"`).all())
        named.push([store, row['path'] as string]);
    const plans = database.prepare(
      `select json_extract("plan", '$.path') as "path" from "imports" where "plan" is not null`,
    );
    for (const row of plans.all()) named.push(['imports', row['path'] as string]);
    return named;
  });
}

/** Which of some files the rows of a data folder's catalog name now. */
export function stillNamed(dataDir: string, files: readonly StoredFile[]): Set<StoredFile> {
  return withDatabase(path.join(dataDir, CATALOG_FILE), (database) => {
    const named = files.filter(
      ([store, name]) =>
        database.prepare(`select 1 from "${FILES_OF[store]}" where "path" = ?`).get(name) !== undefined,
    );
    return new Set(named);
  });
}

/** Takes rows out of a snapshot whose files were deleted since it was taken, and people whose last photo that was. */
export function leaveOut(file: string, files: readonly StoredFile[]): void {
  withDatabase(file, (database) => {
    database.exec('PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON; BEGIN');
    for (const [store, name] of files) database.prepare(`delete from "${FILES_OF[store]}" where "path" = ?`).run(name);
    database.exec(
      'delete from people where stays = 0 and not exists (select 1 from photos where photos."personId" = people.id); COMMIT',
    );
  });
}

/** Ends all sessions of a catalog that nobody has open: what ended them since it was copied isn't known in it. */
export function endSessionsIn(file: string): void {
  withDatabase(file, (database) => database.exec('PRAGMA secure_delete = ON; delete from sessions'));
}

/** Lists the migrations that a catalog has had, in order. */
export function migrationsIn(file: string): string[] {
  return withDatabase(file, (database) =>
    database
      .prepare('select name from kysely_migration order by name')
      .all()
      .map((row) => row['name'] as string),
  );
}

const entriesOf = <Key extends string, Value>(record: Record<Key, Value>) =>
  Object.entries(record) as Array<[Key, Value]>;

function withDatabase<T>(file: string, work: (database: Database) => T): T {
  const database = new DatabaseSync(file, { timeout: BUSY_MS });
  try {
    return work(database);
  } finally {
    database.close();
  }
}

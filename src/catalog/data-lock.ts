import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { DatabaseSync } from '@photostructure/sqlite';
import { folderFault, lockFault } from './data-folder-faults';
import { SQLITE_BUSY, sqliteCodeOf } from './storage-faults';

/** How long a process that shares a folder waits for one that has it alone: another that starts does so while it opens the catalog. */
const PATIENCE_MS = 15_000;
const AGAIN_MS = 50;

const ALONE = 'BEGIN EXCLUSIVE';
const SHARED = 'BEGIN; SELECT 1 FROM sqlite_master';
/** It has two rows at least, so it isn't at its end after the first. */
const UNFINISHED = 'SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT rootpage FROM sqlite_master';

/** Holds a data folder for this process until it is closed. */
export interface DataLock {
  /** Whether no other process has the folder. */
  readonly isAlone: boolean;
  /** Lets in others that share the folder. */
  share(): void;
  close(): void;
}

/**
 * Creates the data folder if needed and locks it for this process, since two apps that don't know of each other would sweep each other's
 * uploads. SQLite locks an empty file through the kernel, which releases the lock when the process ends, however that happens.
 * @throws {StartError} when the folder is in use, or can't be created or written
 */
export async function lockDataDir(dataDir: string): Promise<DataLock> {
  const file = await lockFileOf(dataDir);
  try {
    return tryToLock(file, ALONE);
  } catch (error) {
    throw lockFault(dataDir, file, error);
  }
}

/**
 * As `lockDataDir`, for a process that shares the folder with others that do the same. The first one has it alone until it calls `share`.
 * Those that don't share it, such as earlier versions, keep the others out, and are kept out by them.
 * @throws {StartError} when somebody has the folder alone for many seconds, or when it can't be created or written
 */
export async function lockDataDirTogether(dataDir: string, patienceMs = PATIENCE_MS): Promise<DataLock> {
  const file = await lockFileOf(dataDir);
  const end = performance.now() + patienceMs;
  for (;;) {
    for (const how of [ALONE, SHARED] as const) {
      try {
        return tryToLock(file, how);
      } catch (error) {
        const isLast = how === SHARED && performance.now() > end;
        if (isLast || sqliteCodeOf(error) !== SQLITE_BUSY) throw lockFault(dataDir, file, error);
      }
    }
    await pause(AGAIN_MS);
  }
}

async function lockFileOf(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((error) => {
    throw folderFault(dataDir, error);
  });
  return path.join(dataDir, 'lock.sqlite');
}

/** @throws SQLite's errors */
function tryToLock(file: string, how: typeof ALONE | typeof SHARED): DataLock {
  const lock = new DatabaseSync(file, { timeout: 0 });
  let isAlone = how === ALONE;
  try {
    // Nothing is ever written, so no journal file is needed.
    lock.exec(`PRAGMA journal_mode = MEMORY; ${how}`);
  } catch (error) {
    lock.close();
    throw error;
  }
  // The statement is kept with its rows: once it is garbage, its lock is gone.
  let reading: { statement: unknown; rows: Iterator<unknown> } | undefined;
  return {
    get isAlone() {
      return isAlone;
    },
    share() {
      if (!isAlone) return;
      // While a statement reads, the end of the transaction leaves its lock: at no moment does the file have none.
      const statement = lock.prepare(UNFINISHED);
      reading = { statement, rows: statement.iterate() as Iterator<unknown> };
      reading.rows.next();
      lock.exec('COMMIT');
      isAlone = false;
    },
    close() {
      reading?.rows.return?.();
      lock.close();
    },
  };
}

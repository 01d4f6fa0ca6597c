import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { StartError } from '../start-error';
import { isStorageFault, sqliteCodeOf } from './storage-faults';

// SQLite's result codes (https://www.sqlite.org/rescode.html).
const BUSY = 5;
const NOT_A_DATABASE = 26;

/** Holds a data folder for this process until it is closed. */
export interface DataLock {
  close(): void;
}

/**
 * Creates the data folder if needed and locks it for this process, since two apps would sweep each other's uploads.
 * SQLite locks an empty file through the kernel, which releases the lock when the process ends, however that happens.
 * @throws {StartError} when the folder is in use, or can't be created or written
 */
export async function lockDataDir(dataDir: string): Promise<DataLock> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 }).catch((error) => {
    throw folderFault(dataDir, error);
  });
  const file = path.join(dataDir, 'lock.sqlite');
  let lock: InstanceType<typeof DatabaseSync> | undefined;
  try {
    lock = new DatabaseSync(file, { timeout: 0 });
    // Nothing is ever written, so no journal file is needed.
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    throw lockFault(dataDir, file, error);
  }
}

function folderFault(dataDir: string, error: NodeJS.ErrnoException): Error {
  if (error.code === 'EEXIST' || error.code === 'ENOTDIR') {
    return new StartError(
      `DATA_DIR is ${dataDir}, which is a file or inside one: set DATA_DIR to a folder, or move that file.`,
      { cause: error },
    );
  }
  return new StartError(
    `DATA_DIR is ${dataDir}, a folder that can't be created (${error.message}): set DATA_DIR to one that this user can write to.`,
    { cause: error },
  );
}

/** Turns a storage fault at the start into a sentence for the operator. @returns any other error unchanged */
export function startFaultOf(dataDir: string, error: unknown): unknown {
  if (!isStorageFault(error)) return error;
  const reason = (error as Error).message;
  return new StartError(
    `DATA_DIR is ${dataDir}, on a disk that is full or can't be written to (${reason}): fix that, or set another DATA_DIR.`,
    {
      cause: error,
    },
  );
}

function lockFault(dataDir: string, file: string, error: unknown): unknown {
  const code = sqliteCodeOf(error);
  if (code === undefined) return error;
  if (code === BUSY)
    return new StartError(
      `DATA_DIR ${dataDir} is in use by another FamiliarFaces: stop that one, or set another DATA_DIR.`,
      { cause: error },
    );
  if (code === NOT_A_DATABASE)
    return new StartError(`${file} is not FamiliarFaces' lock file: delete it, it contains no data.`, { cause: error });
  const fault = startFaultOf(dataDir, error);
  if (fault !== error) return fault;
  const reason = (error as Error).message;
  return new StartError(
    `DATA_DIR is ${dataDir}, where this user can't write (${reason}): allow that, or set another DATA_DIR.`,
    { cause: error },
  );
}

/** Whether a folder couldn't be locked as another process has it. */
export const isInUse = (error: unknown): boolean =>
  error instanceof StartError && error.cause !== undefined && sqliteCodeOf(error.cause) === BUSY;

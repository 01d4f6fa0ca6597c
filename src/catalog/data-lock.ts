import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { folderFault, lockFault } from './data-folder-faults';

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

import path from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { sqliteCodeOf } from '../catalog/storage-faults';
import { BackupError, reasonOf } from './backup-error';

const SQLITE_BUSY = 5;

/** A backup is being made into the same folder. */
export class BackupRunning extends BackupError {
  override name = 'BackupRunning';

  constructor(folder: string) {
    super(`A backup into ${folder} is being made already: wait for its end.`);
  }
}

/**
 * Runs something while no other process makes a backup into a folder. The lock is the kernel's, on an empty file (catalog/data-lock.ts), so it ends
 * with the process.
 * @throws {BackupRunning} when one is being made already
 * @throws {BackupError} when the folder can't be locked
 */
export async function alone<T>(folder: string, work: () => Promise<T>): Promise<T> {
  const file = path.join(folder, 'lock.sqlite');
  let lock: InstanceType<typeof DatabaseSync> | undefined;
  try {
    lock = new DatabaseSync(file, { timeout: 0 });
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    lock?.close();
    if (sqliteCodeOf(error) === SQLITE_BUSY) throw new BackupRunning(folder);
    throw new BackupError(
      `${folder} can't be locked for a backup (${reasonOf(error)}): choose a folder on a disk that this user can write to.`,
      { cause: error },
    );
  }
  try {
    return await work();
  } finally {
    lock.close();
  }
}

import { copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { CATALOG_FILE, endSessionsIn } from '../catalog/snapshot';
import { ifMissing, syncFile, syncFolder } from '../storage/files';
import { BackupError, reasonOf } from './backup-error';
import { copySynced } from './copy-file';
import type { Progress } from './progress';
import { verifyBackup } from './verify-backup';

/** What a data folder may have in it and still count as empty: the lock, and what systems put into a new disk. */
const NOTHING = ['lock.sqlite', 'lost+found', '.DS_Store'];

/**
 * Restores a backup into an empty data folder, which the caller has locked. First, all of it is verified. The catalog comes last: until then the
 * folder isn't taken for a data folder with photos. Everybody is signed out, as it isn't known who was since.
 * @returns how many files it has besides the catalog
 * @throws {BackupError} with the remedy. The data folder is empty again then.
 */
export async function restoreBackup(
  backup: string,
  dataDir: string,
  onProgress: Progress = () => undefined,
): Promise<number> {
  await requireEmpty(dataDir);
  const sums = await verifyBackup(backup, (done, all) => onProgress(done, 2 * all));
  let done = sums.size;
  try {
    for (const [name, sum] of sums) {
      if (name === CATALOG_FILE || !name.includes('/')) continue;
      if ((await copySynced(path.join(backup, name), path.join(dataDir, name))) !== sum)
        throw new BackupError(`${path.join(backup, name)} has changed meanwhile: restore from another backup.`);
      onProgress(++done, 2 * sums.size);
    }
    await restoreCatalog(backup, dataDir);
  } catch (error) {
    await emptyAgain(dataDir);
    if (error instanceof BackupError) throw error;
    throw new BackupError(
      `${dataDir} can't be filled (${reasonOf(error)}): free space or choose another DATA_DIR, and try again. The backup is as it was.`,
      { cause: error },
    );
  }
  onProgress(2 * sums.size, 2 * sums.size);
  return sums.size - 2;
}

async function restoreCatalog(backup: string, dataDir: string): Promise<void> {
  const catalog = path.join(dataDir, CATALOG_FILE);
  const temporary = `${catalog}.restored`;
  await copyFile(path.join(backup, CATALOG_FILE), temporary);
  endSessionsIn(temporary);
  await syncFile(temporary);
  await rename(temporary, catalog);
  await syncFolder(dataDir);
}

async function requireEmpty(dataDir: string): Promise<void> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const [something] = await leftIn(dataDir);
  if (something !== undefined)
    throw new BackupError(
      `DATA_DIR ${dataDir} isn't empty (${something}): move what is in it elsewhere, or set another DATA_DIR.`,
    );
}

async function emptyAgain(dataDir: string): Promise<void> {
  for (const name of await leftIn(dataDir)) await rm(path.join(dataDir, name), { recursive: true, force: true });
}

const leftIn = async (folder: string) =>
  (await readdir(folder).catch(ifMissing<string[]>([]))).filter((name) => !NOTHING.includes(name));

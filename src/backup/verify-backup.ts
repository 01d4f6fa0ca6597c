import path from 'node:path';
import { migrations } from '../catalog/migrations';
import { CATALOG_FILE, faultOfSnapshot, migrationsIn } from '../catalog/snapshot';
import { isMissing } from '../storage/files';
import { BackupError, reasonOf } from './backup-error';
import { sumOf } from './copy-file';
import type { Progress } from './progress';
import { readSums, type Sums } from './sums';

/**
 * Reads all of a backup and compares it with its sums.
 * @returns the sums, by file
 * @throws {BackupError} when anything of it is damaged or missing, or it is of a newer version of the app
 */
export async function verifyBackup(backup: string, onProgress: Progress = () => undefined): Promise<Sums> {
  const sums = await readSums(backup);
  if (!sums.has(CATALOG_FILE)) throw new BackupError(`${backup} has no ${CATALOG_FILE}: restore from another backup.`);
  let done = 0;
  for (const [name, sum] of sums) {
    const file = path.join(backup, name);
    const found = await sumOf(file).catch((error) => {
      const what = isMissing(error) ? 'is missing' : `can't be read (${reasonOf(error)})`;
      throw new BackupError(`${file} ${what}: restore from another backup.`, { cause: error });
    });
    if (found !== sum) throw new BackupError(`${file} is damaged: restore from another backup.`);
    onProgress(++done, sums.size);
  }
  const catalog = path.join(backup, CATALOG_FILE);
  const fault = faultOfSnapshot(catalog);
  if (fault) throw new BackupError(`${catalog} is damaged (${fault}): restore from another backup.`);
  const newer = migrationsIn(catalog).filter((name) => !Object.hasOwn(migrations, name));
  if (newer.length > 0)
    throw new BackupError(
      `${backup} was made by a newer FamiliarFaces (${newer.join(', ')}): restore it with that version, or choose an older backup.`,
    );
  return sums;
}

import { rm } from 'node:fs/promises';
import { faultOfSnapshot, filesNamedIn, leaveOut, stillNamed, takeSnapshot } from '../catalog/snapshot';
import { BackupError } from './backup-error';
import type { CopiedFiles } from './copied-files';
import type { Progress } from './progress';

/** How often the catalog is copied while people delete things. */
const MOST_ROUNDS = 5;

/**
 * Copies a catalog and the files that its rows name. What people delete meanwhile, or move to where the copied catalog doesn't know of it, shows as a
 * file that is gone: then the catalog is copied once more, which takes ever less time, as most files are there.
 * @returns the paths of the files that are missing though nobody has deleted them
 * @throws {BackupError} when the catalog is damaged; SQLite's and the file system's errors
 */
export async function copyMoment(
  dataDir: string,
  catalog: string,
  copy: CopiedFiles,
  onProgress: Progress,
): Promise<string[]> {
  for (let roundsLeft = MOST_ROUNDS; ; roundsLeft--) {
    await rm(catalog, { force: true });
    takeSnapshot(dataDir, catalog);
    const fault = faultOfSnapshot(catalog);
    if (fault) throw damaged(dataDir, fault);
    const gone = await copy.take(filesNamedIn(catalog), onProgress);
    const named = stillNamed(dataDir, gone);
    const deleted = gone.filter((file) => !named.has(file));
    if (deleted.length > 0 && roundsLeft > 1) continue;
    leaveOut(catalog, deleted);
    // The zip of an import is removed when the import has ended; its row stays for its results.
    return [...named].filter(([store]) => store !== 'imports').map((file) => file.join('/'));
  }
}

const damaged = (dataDir: string, fault: string) =>
  new BackupError(
    `The catalog of ${dataDir} is damaged (${fault}), so no backup was made of it: restore the last one, which is as it was.`,
  );

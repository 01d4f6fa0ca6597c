import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { ifMissing } from '../storage/files';

// Each backup is a folder, named after when it was begun: `2026-11-27T03-00-00Z`, which is sorted as it is dated, on every file system.

const NAME = /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/;
/** The ending of a backup that isn't complete, as its app is making it or was killed. */
const PARTIAL = '.partial';

/** The name of a backup's folder. */
export const nameOf = (date: Date): string => `${date.toISOString().slice(0, 19).replaceAll(':', '-')}Z`;

/** When the backup of a name was begun. */
export const dateOf = (name: string): Date => new Date(name.replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:'));

/** Lists the names of the complete backups in a folder, the oldest first; none if there is no such folder. */
export async function backupsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(ifMissing<string[]>([]));
  return names.filter((name) => NAME.test(name)).sort();
}

/** Makes the folder of a new backup, which isn't complete. @returns its path now, and once it is complete */
export async function beginBackup(folder: string, date: Date): Promise<{ partial: string; complete: string }> {
  const complete = path.join(folder, nameOf(date));
  const partial = `${complete}${PARTIAL}`;
  await mkdir(partial, { mode: 0o700 });
  return { partial, complete };
}

/** Removes what backups that were killed have left. Nobody else may be making one. */
export async function removePartial(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (name.endsWith(PARTIAL) && NAME.test(name.slice(0, -PARTIAL.length)))
      await rm(path.join(folder, name), { recursive: true, force: true });
}

/** Removes the oldest backups. @param keep how many of the newest stay @returns the names of the removed ones */
export async function removeOld(folder: string, keep: number): Promise<string[]> {
  const old = (await backupsIn(folder)).slice(0, -keep);
  // Renamed first: a half-removed one mustn't look complete.
  for (const name of old) await removeBackup(path.join(folder, name));
  return old;
}

async function removeBackup(folder: string): Promise<void> {
  await rename(folder, `${folder}${PARTIAL}`);
  await rm(`${folder}${PARTIAL}`, { recursive: true, force: true });
}

import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { hasEnded, PROCESS_NAME } from '../concurrency/process-name';

/**
 * Makes the folder for temporary files of uploads and exports, and removes what crashed runs left. Of several processes that share a data
 * folder, each has one of its own, and takes away those of processes that have ended.
 * @param isAlone whether no other process has the data folder now
 * @returns its path
 */
export async function openIncoming(dataDir: string, isShared: boolean, isAlone: boolean): Promise<string> {
  const all = path.join(dataDir, 'incoming');
  if (isAlone) await removeIncoming(all);
  await mkdir(all, { mode: 0o700, recursive: true });
  if (!isShared) return all;
  for (const each of await readdir(all))
    if (hasEnded(path.parse(each).name)) await removeIncoming(path.join(all, each));
  return mkdtemp(path.join(all, `${PROCESS_NAME}.`)); // nobody else may look into it
}

/** Removes such a folder. */
export const removeIncoming = (folder: string): Promise<void> => rm(folder, { recursive: true, force: true });

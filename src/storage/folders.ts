import type { Dirent } from 'node:fs';
import { mkdir, open, readdir, rmdir } from 'node:fs/promises';
import path from 'node:path';

/** How often to try, as an empty folder may be removed just before something is written into it. */
const TRIES = 5;

/** Flushes a folder's list of names to the disk, so that a rename outlives a power cut. Windows can't and needn't do that. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? '';
/** Whether an error says that a file or folder doesn't exist. */
export const isMissing = (error: unknown) => codeOf(error) === 'ENOENT';

/** Creates a folder and its parents. On a failing disk, Node's own `recursive` would say that there is no such folder. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (!isMissing(error)) throw error;
    await makeFolder(path.dirname(folder));
    await makeFolder(folder);
  }
}

/** Runs some work that needs the folder of `file`, and creates that folder first if needed. */
export async function inFolderOf<T>(file: string, work: () => Promise<T>): Promise<T> {
  for (let triesLeft = TRIES; ; triesLeft--) {
    try {
      await makeFolder(path.dirname(file));
      return await work();
    } catch (error) {
      if (!isMissing(error) || triesLeft === 1) throw error;
    }
  }
}

/** Removes a folder if it exists and is empty. */
export async function prune(folder: string): Promise<void> {
  await rmdir(folder).catch((error) => {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) throw error;
  });
}

/** Lists everything below a folder, as relative paths with `/`, parents before their children. Leaves out symbolic links. */
export async function everythingBelow(root: string): Promise<{ files: string[]; folders: string[] }> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch((error) =>
    isMissing(error) ? [] : Promise.reject(error),
  );
  const pathOf = (entry: Dirent) =>
    path.relative(root, path.join(entry.parentPath, entry.name)).split(path.sep).join('/');
  return {
    files: entries.filter((entry) => entry.isFile()).map(pathOf),
    folders: entries
      .filter((entry) => entry.isDirectory())
      .map(pathOf)
      .sort(),
  };
}

import type { Dirent } from 'node:fs';
import { mkdir, open, readdir, rmdir } from 'node:fs/promises';
import path from 'node:path';

/** A folder may be removed, being empty, just as something is written into it. */
const TRIES = 5;

/** Makes the folder's list of names outlive a power cut: rename(2) alone doesn't. Windows can't open a folder, and needs no such thing. */
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
export const isMissing = (error: unknown) => codeOf(error) === 'ENOENT';

/** As mkdir(2) with its parents; Node's own `recursive` says of a disk that fails that there is no such folder. */
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

/** Does something that needs a file's folder, which is made if there is none. */
export async function inFolderOf<T>(file: string, work: () => Promise<T>): Promise<T> {
  for (let left = TRIES; ; left--) {
    try {
      await makeFolder(path.dirname(file));
      return await work();
    } catch (error) {
      if (!isMissing(error) || left === 1) throw error;
    }
  }
}

/** Removes a folder if it is empty. */
export async function prune(folder: string): Promise<void> {
  await rmdir(folder).catch((error) => {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) throw error;
  });
}

/** What lies below a folder, as relative paths with `/`; folders before what they hold. A link is neither. */
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

import { constants, type Dirent } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rmdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { chunksOf } from '../catalog/chunks';
import { inTurns } from '../concurrency/turns';

/** Writes a new file, and creates its folder if needed. Once this resolves, its bytes outlive a power cut; its name needs `syncFolder`. */
export async function writeSynced(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await inFolderOf(file, () => open(file, 'wx', 0o600));
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Flushes a file to the disk: once this resolves, its bytes outlive a power cut. */
export async function syncFile(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Refuses symbolic links, except on Windows, which has no such flag and lets only administrators create links. */
const READ_NO_LINK = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);
const isLink = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ELOOP';

/** Opens a file for reading; the caller closes it. @returns undefined when it is missing or a symbolic link */
export async function openFile(file: string): Promise<FileHandle | undefined> {
  try {
    return await open(file, READ_NO_LINK);
  } catch (error) {
    if (isMissing(error) || isLink(error)) return undefined;
    throw error;
  }
}

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

/** Makes a handler for `catch` that returns `otherwise` if a file or folder is missing, and rethrows any other error. */
export const ifMissing =
  <T>(otherwise: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    return otherwise;
  };

/** Files that are looked at together: each look takes one of the four threads that Node has for files. */
const FILES_AT_ONCE = 32;

/** Sums up the sizes of the files directly in a folder, in bytes; 0 when the folder is missing. */
export async function folderSize(folder: string): Promise<number> {
  const names = await readdir(folder).catch(ifMissing<string[]>([]));
  let sum = 0;
  for await (const some of inTurns(chunksOf(names, FILES_AT_ONCE))) {
    const sizes = await Promise.all(
      some.map((name) => stat(path.join(folder, name)).then(({ size }) => size, ifMissing(0))),
    );
    for (const size of sizes) sum += size;
  }
  return sum;
}

import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** Makes a handler for `catch` that returns `otherwise` if a file or folder is missing, and rethrows any other error. */
export const ifMissing =
  <T>(otherwise: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    return otherwise;
  };

/** Sums up the sizes of the files directly in a folder, in bytes; 0 when the folder is missing. */
export async function folderSize(folder: string): Promise<number> {
  const names = await readdir(folder).catch(ifMissing<string[]>([]));
  const sizes = await Promise.all(
    names.map((name) => stat(path.join(folder, name)).then(({ size }) => size, ifMissing(0))),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

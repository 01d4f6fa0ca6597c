import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

const ifMissing =
  <T>(otherwise: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    return otherwise;
  };

/** A file's size in bytes; 0 when there is none. */
export const fileSize = (file: string): Promise<number> => stat(file).then(({ size }) => size, ifMissing(0));

/** The bytes of the files that lie in a folder; 0 when there is none. */
export async function folderSize(folder: string): Promise<number> {
  const names = await readdir(folder).catch(ifMissing<string[]>([]));
  const sizes = await Promise.all(names.map((name) => fileSize(path.join(folder, name))));
  return sizes.reduce((sum, size) => sum + size, 0);
}

import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

/** For `catch`: what to take instead of a file or folder that isn't there; other failures are thrown on. */
export const ifMissing =
  <T>(otherwise: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
    return otherwise;
  };

/** The bytes of the files that lie in a folder; 0 when there is none. */
export async function folderSize(folder: string): Promise<number> {
  const names = await readdir(folder).catch(ifMissing<string[]>([]));
  const sizes = await Promise.all(
    names.map((name) => stat(path.join(folder, name)).then(({ size }) => size, ifMissing(0))),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

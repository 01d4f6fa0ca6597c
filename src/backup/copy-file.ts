import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { link, open, stat } from 'node:fs/promises';
import { inFolderOf } from '../storage/files';

/** File systems that have no links between files, or no more for this one. */
const NO_LINKS = ['EPERM', 'EXDEV', 'ENOTSUP', 'EOPNOTSUPP', 'EMLINK', 'ENOSYS', 'EACCES'];
const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? '';

/** Computes the SHA-256 sum of a file, in hex. @throws the file system's errors */
export async function sumOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest('hex');
}

/**
 * Copies a file to one that doesn't exist, in a folder that may not exist either. Once this resolves, the copy outlives a power cut.
 * @returns the SHA-256 sum, in hex, of what was read
 * @throws the file system's errors
 */
export async function copySynced(source: string, target: string): Promise<string> {
  const from = await open(source, 'r');
  try {
    const to = await inFolderOf(target, () => open(target, 'wx', 0o600));
    try {
      const hash = createHash('sha256');
      for await (const chunk of from.createReadStream({ autoClose: false })) {
        hash.update(chunk);
        await to.writeFile(chunk);
      }
      await to.sync();
      return hash.digest('hex');
    } finally {
      await to.close();
    }
  } finally {
    await from.close();
  }
}

/**
 * Makes a second name for a file of an earlier backup, if it is as long as the one that it is a copy of.
 * @returns false when there is no such file, or the file system has no such links
 * @throws the file system's other errors; ENOENT when `original` is missing
 */
export async function linkEarlier(earlier: string, target: string, original: string): Promise<boolean> {
  const { size } = await stat(original);
  const known = await stat(earlier).catch(() => undefined);
  if (known?.size !== size) return false;
  try {
    await inFolderOf(target, () => link(earlier, target));
    return true;
  } catch (error) {
    if (NO_LINKS.includes(codeOf(error))) return false;
    throw error;
  }
}

import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { storageFull } from '../errors';

const TEMPORARY = '.tmp';
// What a crashed run left is older than this; what a running request writes is not.
const ORPHAN_AGE_MS = 60 * 60 * 1000;

/** Makes the folder's list of names outlive a power cut: rename(2) alone doesn't. Windows can't open a folder, and needs no such thing. */
async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const isMissing = (error: unknown) => (error as NodeJS.ErrnoException).code === 'ENOENT';
const isFull = (error: unknown) => ['ENOSPC', 'EDQUOT'].includes((error as NodeJS.ErrnoException).code ?? '');

/**
 * The bytes of photos, below one folder. Paths are relative, with `/`, and come from the catalogue: nothing that a
 * request says ever becomes one.
 */
export class PhotoStore {
  constructor(private readonly root: string) {}

  private resolve(relative: string): string {
    const absolute = path.resolve(this.root, relative);
    if (!absolute.startsWith(this.root + path.sep)) throw new Error(`The path of a photo leads out of its folder: ${relative}`);
    return absolute;
  }

  /**
   * Stores a photo whole or not at all. When this resolves, the photo outlives a power cut.
   * @throws storageFull when the disk or quota is
   */
  async write(relative: string, bytes: Uint8Array): Promise<void> {
    const target = this.resolve(relative);
    const temporary = `${target}.${randomBytes(6).toString('hex')}${TEMPORARY}`;
    try {
      await mkdir(path.dirname(target), { recursive: true, mode: 0o700 });
      const file = await open(temporary, 'wx', 0o600);
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, target);
      await syncFolder(path.dirname(target));
    } catch (error) {
      await rm(temporary, { force: true });
      throw isFull(error) ? storageFull(error) : error;
    }
  }

  /** The photo's bytes, or undefined when the file is gone. */
  async read(relative: string): Promise<Buffer | undefined> {
    try {
      return await readFile(this.resolve(relative));
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Removes a photo; one that is gone already is no error. */
  async remove(relative: string): Promise<void> {
    await rm(this.resolve(relative), { force: true });
  }

  /**
   * Removes what no row knows: temporary files of a crashed run, and files older than an hour whose path isn't `known`.
   * @returns those of `known` whose file is missing
   */
  async sweep(known: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const missing = new Set(known);
    const entries = await readdir(this.root, { recursive: true, withFileTypes: true }).catch((error) => (isMissing(error) ? [] : Promise.reject(error)));
    for (const entry of entries) {
      if (!entry.isFile()) continue;
      const absolute = path.join(entry.parentPath, entry.name);
      const relative = path.relative(this.root, absolute).split(path.sep).join('/');
      if (missing.delete(relative)) continue;
      const { mtimeMs } = await stat(absolute);
      if (entry.name.endsWith(TEMPORARY) || Date.now() - mtimeMs > ORPHAN_AGE_MS) await rm(absolute, { force: true });
    }
    return missing;
  }
}

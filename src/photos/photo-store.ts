import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { storageFull } from '../errors';
import { fileSize } from './folder-size';
import type { StorageQuota } from './storage-quota';

const TEMPORARY = '.tmp';
/** A folder may be removed, being empty, just as something is written into it. */
const TRIES = 5;

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

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? '';
const isMissing = (error: unknown) => codeOf(error) === 'ENOENT';
/** A symbolic link in a photo's place is no photo, wherever it leads. Windows has no such flag, and links there need an administrator. */
const READ_NO_LINK = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);
const isLink = (error: unknown) => codeOf(error) === 'ELOOP';
const isFull = (error: unknown) => ['ENOSPC', 'EDQUOT'].includes(codeOf(error));

/** The folder of the user whose file it is. */
const userOf = (relative: string) => relative.split('/', 1)[0];

/** Does something that needs a file's folder, which is made if there is none. */
async function inFolderOf<T>(file: string, work: () => Promise<T>): Promise<T> {
  for (let left = TRIES; ; left--) {
    try {
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      return await work();
    } catch (error) {
      if (!isMissing(error) || left === 1) throw error;
    }
  }
}

/** Removes a folder if it is empty. */
async function prune(folder: string): Promise<void> {
  await rmdir(folder).catch((error) => {
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(codeOf(error))) throw error;
  });
}

/**
 * The bytes of photos, below one folder. Paths are relative, with `/`, and come from the catalogue: nothing that a
 * request says ever becomes one.
 */
export class PhotoStore {
  /** @param quota what each user's folder may hold, together with the other stores that know it */
  constructor(
    private readonly root: string,
    private readonly quota?: StorageQuota,
  ) {
    quota?.cover(root);
  }

  /** Where a photo lies, or undefined when a damaged catalogue says that it lies out of this folder. */
  private find(relative: string): string | undefined {
    const absolute = path.resolve(this.root, String(relative));
    return absolute.startsWith(this.root + path.sep) && !absolute.includes('\0') ? absolute : undefined;
  }

  private resolve(relative: string): string {
    const absolute = this.find(relative);
    if (!absolute) throw new Error(`The path of a photo leads out of its folder: ${relative}`);
    return absolute;
  }

  /**
   * Stores a photo whole or not at all. When this resolves, the photo outlives a power cut.
   * @throws storageFull when the disk is, quotaReached
   */
  async write(relative: string, bytes: Uint8Array): Promise<void> {
    const target = this.resolve(relative);
    await this.quota?.take(userOf(relative), bytes.byteLength);
    try {
      await this.writeFile(target, bytes);
    } catch (error) {
      await this.quota?.giveBack(userOf(relative), async () => bytes.byteLength);
      throw error;
    }
  }

  private async writeFile(target: string, bytes: Uint8Array): Promise<void> {
    const temporary = `${target}.${randomBytes(6).toString('hex')}${TEMPORARY}`;
    try {
      const file = await inFolderOf(temporary, () => open(temporary, 'wx', 0o600));
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

  /** Takes over a file that lies on the same disk. When this resolves, it outlives a power cut. */
  async adopt(relative: string, file: string): Promise<void> {
    const target = this.resolve(relative);
    const handle = await open(file, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await inFolderOf(target, () => rename(file, target));
    await syncFolder(path.dirname(target));
  }

  /** The photo's bytes, or undefined when the file is gone. */
  async read(relative: string): Promise<Buffer | undefined> {
    const file = await this.open(relative);
    try {
      return await file?.readFile();
    } finally {
      await file?.close();
    }
  }

  /** The photo, to be read piece by piece and closed by the caller, or undefined when the file is gone. */
  async open(relative: string): Promise<FileHandle | undefined> {
    const file = this.find(relative);
    if (!file) return undefined;
    try {
      return await open(file, READ_NO_LINK);
    } catch (error) {
      if (isMissing(error) || isLink(error)) return undefined;
      throw error;
    }
  }

  /** Removes a photo, and its folder with the last one; one that is gone already is no error. */
  async remove(relative: string): Promise<void> {
    const file = this.find(relative);
    if (!file) return;
    const removeFile = async () => {
      const size = await fileSize(file);
      await rm(file, { force: true });
      return size;
    };
    await (this.quota ? this.quota.giveBack(userOf(relative), removeFile) : removeFile());
    if (path.dirname(file) !== this.root) await prune(path.dirname(file));
  }

  /**
   * At start, before anything is written: removes what no row knows, temporary files of a crashed run among it, and
   * folders that are empty.
   * @returns those of `known` whose file is missing
   */
  async sweep(known: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const missing = new Set(known);
    const entries = await readdir(this.root, { recursive: true, withFileTypes: true }).catch((error) => (isMissing(error) ? [] : Promise.reject(error)));
    const folders: string[] = [];
    for (const entry of entries) {
      const absolute = path.join(entry.parentPath, entry.name);
      if (entry.isDirectory()) folders.push(absolute);
      if (!entry.isFile()) continue;
      const relative = path.relative(this.root, absolute).split(path.sep).join('/');
      if (!missing.delete(relative)) await this.remove(relative);
    }
    // The innermost first.
    for (const folder of folders.sort().reverse()) await prune(folder);
    return missing;
  }
}

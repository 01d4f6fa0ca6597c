import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { faultOf } from '../catalog/storage-faults';
import { inFolderOf, isMissing, prune, syncFolder } from './folders';
import { Removals } from './removals';

const TEMPORARY = '.tmp';

/**
 * The bytes of photos, below one folder. Paths are relative, with `/`, and come from the catalogue: nothing that a
 * request says ever becomes one.
 */
export class PhotoStore {
  private readonly removals: Removals;

  constructor(private readonly root: string) {
    this.removals = new Removals(root);
  }

  private resolve(relative: string): string {
    const absolute = path.resolve(this.root, relative);
    if (!absolute.startsWith(this.root + path.sep)) throw new Error(`The path of a photo leads out of its folder: ${relative}`);
    return absolute;
  }

  /**
   * Stores a photo whole or not at all. When this resolves, the photo outlives a power cut.
   * @throws storageFull, storageUnavailable
   */
  async write(relative: string, bytes: Uint8Array): Promise<void> {
    const target = this.resolve(relative);
    const temporary = `${target}.${randomBytes(6).toString('hex')}${TEMPORARY}`;
    let written = temporary;
    try {
      const file = await inFolderOf(temporary, () => open(temporary, 'wx', 0o600));
      try {
        await file.writeFile(bytes);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(temporary, target);
      written = target;
      await syncFolder(path.dirname(target));
      await this.removals.discard();
    } catch (error) {
      await this.removals.discard(written);
      throw faultOf(error) ?? error;
    }
  }

  /**
   * Stores a photo, and then what the catalogue shall know of it: together, or not at all.
   * @param claim writes the photo's rows
   * @throws storageFull, storageUnavailable, and what `claim` throws
   */
  async writeClaimed<Claim>(relative: string, bytes: Uint8Array, claim: () => Promise<Claim>): Promise<Claim> {
    await this.write(relative, bytes);
    return this.keepIf(relative, claim);
  }

  /** As `writeClaimed`, for a file that lies on the same disk and is taken over. */
  async adoptClaimed<Claim>(relative: string, file: string, claim: () => Promise<Claim>): Promise<Claim> {
    await this.adopt(relative, file);
    return this.keepIf(relative, claim);
  }

  private async keepIf<Claim>(relative: string, claim: () => Promise<Claim>): Promise<Claim> {
    try {
      return await claim();
    } catch (error) {
      await this.removals.discard(this.resolve(relative));
      throw error;
    }
  }

  /** Takes over a file that lies on the same disk. When this resolves, it outlives a power cut; when it rejects, nothing of it is stored. */
  async adopt(relative: string, file: string): Promise<void> {
    const target = this.resolve(relative);
    const handle = await open(file, 'r+');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    await inFolderOf(target, () => rename(file, target));
    await syncFolder(path.dirname(target)).catch(async (error) => {
      await this.removals.discard(target);
      throw error;
    });
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

  /** The photo, to be read piece by piece and closed by the caller, or undefined when the file is gone. */
  async open(relative: string): Promise<FileHandle | undefined> {
    try {
      return await open(this.resolve(relative), 'r');
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /**
   * Removes photos, and their folders with the last ones; one that is gone already is no error. All are tried: what the disk
   * won't let go is tried again with the next change, and swept at the next start.
   */
  async remove(...relatives: string[]): Promise<void> {
    await this.removals.remove(relatives.map((each) => this.resolve(each)));
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
      if (!missing.delete(relative)) await rm(absolute, { force: true });
    }
    // The innermost first.
    for (const folder of folders.sort().reverse()) await prune(folder);
    return missing;
  }
}

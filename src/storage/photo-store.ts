import { randomBytes } from 'node:crypto';
import { type FileHandle, lstat, rename } from 'node:fs/promises';
import path from 'node:path';
import { faultOf } from '../catalog/storage-faults';
import { everythingBelow, ifMissing, inFolderOf, openFile, prune, syncFile, syncFolder, writeSynced } from './files';
import { findBelow, galleryFolderOf, relativeTo, resolveBelow } from './names';
import { Removals } from './removals';
import type { StorageQuota } from './storage-quota';
import { Strays } from './strays';

const TEMPORARY = '.tmp';

/** The files of relative paths, one by one. Paths that lead out of the folder have none. */
function* filesBelow(root: string, relatives: Iterable<string>): Generator<string, void, undefined> {
  for (const each of relatives) {
    const file = findBelow(root, each);
    if (file !== undefined) yield file;
  }
}

/** Stores the bytes of photos below one folder. Paths are relative (store-paths.ts) and come from the catalog, never from a request. */
export class PhotoStore {
  private readonly removals: Removals;
  private readonly strays = new Strays();

  /** @param quota limits each gallery's folder, summed over all stores with the same quota; without it, nothing is counted */
  constructor(
    private readonly root: string,
    private readonly quota?: StorageQuota,
  ) {
    this.removals = new Removals(root, quota && ((file, bytes) => this.takeOff(quota, file, bytes)));
    quota?.cover(root);
  }

  /**
   * Stores a photo whole or not at all. Once this resolves, the photo outlives a power cut.
   * @param isCounted whether the quota has counted these bytes already
   * @throws storageFull, storageUnavailable, quotaReached
   */
  async write(relative: string, bytes: Uint8Array, isCounted = false): Promise<void> {
    const target = resolveBelow(this.root, relative);
    const reservation = await this.quota?.reserve(galleryFolderOf(relative), bytes.byteLength, isCounted);
    const temporary = `${target}.${randomBytes(6).toString('hex')}${TEMPORARY}`;
    let written = temporary;
    try {
      await writeSynced(temporary, bytes);
      await rename(temporary, target);
      written = target;
      reservation?.();
      await syncFolder(path.dirname(target));
      await this.removals.discard();
    } catch (error) {
      if (written === temporary) await reservation?.release();
      await this.removals.discard(written);
      throw faultOf(error) ?? error;
    }
  }

  /**
   * Stores a photo and then its rows: both or neither.
   * @param claim writes the photo's rows
   * @param isCounted whether the quota has counted these bytes already, in another file whose rows `claim` deletes
   * @throws storageFull, storageUnavailable, quotaReached, and what `claim` throws
   */
  async writeClaimed<Claim>(
    relative: string,
    bytes: Uint8Array,
    claim: () => Promise<Claim>,
    isCounted = false,
  ): Promise<Claim> {
    await this.write(relative, bytes, isCounted);
    return this.keepIf(relative, claim);
  }

  /** As `writeClaimed`, but moves an existing file from the same disk into the store. The quota doesn't count it. */
  async adoptClaimed<Claim>(relative: string, file: string, claim: () => Promise<Claim>): Promise<Claim> {
    await this.adopt(relative, file);
    return this.keepIf(relative, claim);
  }

  /** Removes a stored file again if `claim` fails. */
  private async keepIf<Claim>(relative: string, claim: () => Promise<Claim>): Promise<Claim> {
    try {
      return await claim();
    } catch (error) {
      await this.removals.discard(resolveBelow(this.root, relative));
      throw error;
    }
  }

  /** Takes a removed file off the quota. A temporary one wasn't counted by its own size. */
  private async takeOff(quota: StorageQuota, file: string, bytes: number): Promise<void> {
    if (!file.endsWith(TEMPORARY)) await quota.removed(galleryFolderOf(relativeTo(this.root, file)), bytes);
  }

  /** Moves a file into the store. When this rejects, the store doesn't have it. */
  private async adopt(relative: string, file: string): Promise<void> {
    const target = resolveBelow(this.root, relative);
    await syncFile(file);
    await inFolderOf(target, () => rename(file, target));
    await syncFolder(path.dirname(target)).catch(async (error) => {
      await this.removals.discard(target);
      throw error;
    });
  }

  /** Reads a photo. @returns undefined when its file is missing */
  async read(relative: string): Promise<Buffer | undefined> {
    const file = await this.open(relative);
    try {
      return await file?.readFile();
    } finally {
      await file?.close();
    }
  }

  /** Opens a photo; the caller closes it. @returns undefined when its file is missing */
  async open(relative: string): Promise<FileHandle | undefined> {
    const file = findBelow(this.root, relative);
    return file === undefined ? undefined : openFile(file);
  }

  /** The path of a stored file, for a side thread to read it. @returns undefined when it is missing or no file */
  async pathOf(relative: string): Promise<string | undefined> {
    const file = findBelow(this.root, relative);
    const found = file === undefined ? undefined : await lstat(file).catch(ifMissing(undefined));
    return found?.isFile() ? file : undefined;
  }

  /**
   * Removes photos that still exist, and folders that become empty. Tries all of them; a file that can't be removed is tried
   * again with the next change, and swept.
   * @param relatives one path, or however many
   * @throws the first failure
   */
  async remove(relatives: string | Iterable<string>): Promise<void> {
    await this.removals.remove(filesBelow(this.root, typeof relatives === 'string' ? [relatives] : relatives));
  }

  /**
   * Removes files that no row claims, such as temporary files of a crashed run, and empty folders.
   * @param claimed the paths that rows have, as they were before this is called
   * @param isAlone whether nobody writes meanwhile. Otherwise a file may belong to a row to come, so it is only removed when an earlier sweep
   *   found it as well (strays.ts).
   * @returns the claimed paths whose file is missing
   */
  async sweep(claimed: ReadonlySet<string>, isAlone: boolean): Promise<ReadonlySet<string>> {
    const missing = new Set(claimed);
    const { files, folders } = await everythingBelow(this.root);
    const strays = files.filter((file) => !missing.delete(file));
    const orphans = (isAlone ? strays : this.strays.found(strays)).map((file) => path.join(this.root, file));
    await this.removals.remove(orphans).catch(() => {}); // a failure is no reason not to start
    // The innermost first.
    for (const folder of folders.reverse()) await prune(path.join(this.root, folder));
    return missing;
  }
}

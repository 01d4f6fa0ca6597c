import { randomBytes } from 'node:crypto';
import { type FileHandle, rename } from 'node:fs/promises';
import path from 'node:path';
import { faultOf } from '../catalog/storage-faults';
import { syncFile, writeSynced } from './durable-files';
import { everythingBelow, inFolderOf, prune, syncFolder } from './folders';
import { openFile } from './open-file';
import { Removals } from './removals';
import type { StorageQuota } from './storage-quota';

const TEMPORARY = '.tmp';

/** The folder of the user whose file it is. */
const userOf = (relative: string) => relative.split('/', 1)[0];

/**
 * The bytes of photos, below one folder. Paths are relative, with `/`, and come from the catalogue: nothing that a
 * request says ever becomes one.
 */
export class PhotoStore {
  private readonly removals: Removals;

  /** @param quota what each user's folder may hold, together with the other stores that know it */
  constructor(
    private readonly root: string,
    private readonly quota?: StorageQuota,
  ) {
    this.removals = new Removals(root, (file) =>
      quota?.invalidate(userOf(path.relative(root, file).split(path.sep).join('/'))),
    );
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
   * @param isCounted whether the user's quota knows these bytes already
   * @throws storageFull, storageUnavailable, quotaReached
   */
  async write(relative: string, bytes: Uint8Array, isCounted = false): Promise<void> {
    const target = this.resolve(relative);
    const isWritten = isCounted ? undefined : await this.quota?.reserve(userOf(relative), bytes.byteLength);
    const temporary = `${target}.${randomBytes(6).toString('hex')}${TEMPORARY}`;
    let written = temporary;
    try {
      await writeSynced(temporary, bytes);
      await rename(temporary, target);
      written = target;
      isWritten?.();
      await syncFolder(path.dirname(target));
      await this.removals.discard();
    } catch (error) {
      await this.discard(relative, written);
      throw faultOf(error) ?? error;
    }
  }

  /**
   * Stores a photo, and then what the catalogue shall know of it: together, or not at all.
   * @param claim writes the photo's rows
   * @param isCounted whether the user's quota knows these bytes already: another file has them, whose rows `claim` takes away
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

  /** As `writeClaimed`, for a file that lies on the same disk and is taken over. */
  async adoptClaimed<Claim>(relative: string, file: string, claim: () => Promise<Claim>): Promise<Claim> {
    await this.adopt(relative, file);
    return this.keepIf(relative, claim);
  }

  private async keepIf<Claim>(relative: string, claim: () => Promise<Claim>): Promise<Claim> {
    try {
      return await claim();
    } catch (error) {
      await this.discard(relative, this.resolve(relative));
      throw error;
    }
  }

  private async discard(relative: string, ...files: string[]): Promise<void> {
    await this.removals.discard(...files);
    this.quota?.invalidate(userOf(relative));
  }

  /** When this rejects, nothing of the file is stored. */
  private async adopt(relative: string, file: string): Promise<void> {
    const target = this.resolve(relative);
    await syncFile(file);
    await inFolderOf(target, () => rename(file, target));
    await syncFolder(path.dirname(target)).catch(async (error) => {
      await this.removals.discard(target);
      throw error;
    });
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
    return file === undefined ? undefined : openFile(file);
  }

  /**
   * Removes photos, and their folders with the last ones; one that is gone already is no error. All are tried: what the disk
   * won't let go is tried again with the next change, and swept at the next start.
   */
  async remove(...relatives: string[]): Promise<void> {
    try {
      await this.removals.remove(relatives.flatMap((each) => this.find(each) ?? []));
    } finally {
      for (const each of relatives) this.quota?.invalidate(userOf(each));
    }
  }

  /**
   * At start, before anything is written: removes what no row knows, temporary files of a crashed run among it, and
   * folders that are empty.
   * @returns those of `known` whose file is missing
   */
  async sweep(known: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    const missing = new Set(known);
    const { files, folders } = await everythingBelow(this.root);
    const orphans = files.filter((file) => !missing.delete(file));
    await this.removals.discard(...orphans.map((file) => path.join(this.root, file))); // no reason not to start
    // The innermost first.
    for (const folder of folders.reverse()) await prune(path.join(this.root, folder));
    return missing;
  }
}

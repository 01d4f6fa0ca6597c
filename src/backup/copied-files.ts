import { rm } from 'node:fs/promises';
import path from 'node:path';
import type { StoredFile } from '../catalog/snapshot';
import { isMissing } from '../storage/files';
import { findBelow } from '../storage/names';
import { BackupError } from './backup-error';
import { copySynced, linkEarlier, sumOf } from './copy-file';
import type { Progress } from './progress';
import type { Sums } from './sums';

/** Files that are copied at the same time. */
const AT_ONCE = 4;

/** The files of a backup that is being made. */
export class CopiedFiles {
  /** Of each file that the backup has. */
  readonly sums: Sums = new Map();
  private readonly links = new Set<string>();

  /**
   * @param dataDir where the files are copied from
   * @param target the folder of the backup
   * @param earlier the folder of the backup before
   * @param earlierSums what that one has
   */
  constructor(
    private readonly dataDir: string,
    private readonly target: string,
    private readonly earlier: string | undefined,
    private readonly earlierSums: Sums,
  ) {}

  get files(): number {
    return this.sums.size;
  }

  /** How many are only a second name for a file of the backup before. */
  get linked(): number {
    return this.links.size;
  }

  /**
   * Has the backup have just these files.
   * @returns those that don't exist
   * @throws {BackupError} when a copy isn't what was written; the file system's errors
   */
  async take(files: readonly StoredFile[], onProgress: Progress): Promise<StoredFile[]> {
    await this.dropOthers(new Set(files.map((file) => file.join('/'))));
    const gone: StoredFile[] = [];
    const waiting = files.values();
    let done = 0;
    const takeSome = async () => {
      for (const file of waiting) {
        if (!(await this.takeOne(file.join('/')))) gone.push(file);
        onProgress(++done, files.length);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, takeSome));
    return gone;
  }

  private async dropOthers(names: ReadonlySet<string>): Promise<void> {
    for (const name of this.sums.keys()) {
      if (names.has(name)) continue;
      await rm(path.join(this.target, name), { force: true });
      this.sums.delete(name);
      this.links.delete(name);
    }
  }

  /** @returns false when the file doesn't exist */
  private async takeOne(name: string): Promise<boolean> {
    if (this.sums.has(name)) return true;
    const [source, target] = [findBelow(this.dataDir, name), findBelow(this.target, name)];
    if (source === undefined || target === undefined) return false;
    try {
      const sum = this.earlierSums.get(name);
      if (sum && this.earlier !== undefined && (await linkEarlier(path.join(this.earlier, name), target, source))) {
        this.sums.set(name, sum);
        this.links.add(name);
      } else this.sums.set(name, await copyVerified(source, target));
      return true;
    } catch (error) {
      if (!isMissing(error)) throw error;
      return false;
    }
  }
}

async function copyVerified(source: string, target: string): Promise<string> {
  const sum = await copySynced(source, target);
  if ((await sumOf(target)) !== sum)
    throw new BackupError(`${target} isn't what was written: the disk of the backups fails. Choose another one.`);
  return sum;
}

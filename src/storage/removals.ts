import { lstat, rm, unlink } from 'node:fs/promises';
import path from 'node:path';
import { ifMissing, prune } from './files';

/** Removes files below a folder, and remembers those that couldn't be removed, to try again later. */
export class Removals {
  private readonly failed = new Set<string>();

  /** @param onRemoved called with each file that was removed, and the bytes that it had */
  constructor(
    private readonly root: string,
    private readonly onRemoved?: (file: string, bytes: number) => Promise<void>,
  ) {}

  /**
   * Removes files, files that failed before, and folders that become empty. Tries all of them, one after the other, so that it
   * doesn't matter to others how many there are.
   * @throws the first failure among `files`; earlier files may fail again, as the caller has nothing to do with them
   */
  async remove(files: Iterable<string>): Promise<void> {
    await this.tryAll([...this.failed]);
    const failure = await this.tryAll(files);
    if (failure) throw failure;
  }

  /** Tries to remove files, and remembers those that fail. @returns the first failure */
  private async tryAll(files: Iterable<string>): Promise<Error | undefined> {
    let failure: Error | undefined;
    const folders = new Set<string>();
    for (const file of files) {
      folders.add(path.dirname(file));
      await this.removeOne(file).catch((error) => {
        this.failed.add(file);
        failure ??= error;
      });
    }
    folders.delete(this.root);
    // An empty folder does no harm, and the next start removes it.
    for (const folder of folders) await prune(folder).catch(() => {});
    return failure;
  }

  /** As `remove`, but ignores failures: the next removal tries again. */
  async discard(...files: string[]): Promise<void> {
    await this.remove(files).catch(() => {});
  }

  private async removeOne(file: string): Promise<void> {
    const bytes = this.onRemoved && (await lstat(file).then(({ size }) => size, ifMissing(0)));
    // Of several that remove one file at the same time, only one is told so.
    const isRemoved = await unlink(file)
      .then(() => true, ifMissing(false))
      .catch(() => rm(file).then(() => true));
    this.failed.delete(file);
    if (bytes && isRemoved) await this.onRemoved?.(file, bytes);
  }
}

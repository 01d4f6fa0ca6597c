import { rm } from 'node:fs/promises';
import path from 'node:path';
import { prune } from './files';

/** Removes files below a folder, and remembers those that couldn't be removed, to try again later. */
export class Removals {
  private readonly failed = new Set<string>();

  /** @param onLate called with each file that a later try has removed */
  constructor(
    private readonly root: string,
    private readonly onLate: (file: string) => void = () => {},
  ) {}

  /**
   * Removes files, files that failed before, and folders that become empty. Tries all of them.
   * @throws the first failure among `files`; earlier files may fail again, as the caller has nothing to do with them
   */
  async remove(files: readonly string[]): Promise<void> {
    await this.tryAll([...this.failed]);
    const [failure] = await this.tryAll(files);
    if (failure) throw failure;
  }

  /** Tries to remove files, and remembers those that fail. @returns the failures */
  private async tryAll(files: readonly string[]): Promise<Error[]> {
    const failures: Error[] = [];
    for (const file of files) {
      await this.removeOne(file).catch((error) => {
        this.failed.add(file);
        failures.push(error);
      });
    }
    return failures;
  }

  /** As `remove`, but ignores failures: the next removal tries again. */
  async discard(...files: string[]): Promise<void> {
    await this.remove(files).catch(() => {});
  }

  private async removeOne(file: string): Promise<void> {
    await rm(file, { force: true });
    if (this.failed.delete(file)) this.onLate(file);
    // An empty folder does no harm, and the next start removes it.
    if (path.dirname(file) !== this.root) await prune(path.dirname(file)).catch(() => {});
  }
}

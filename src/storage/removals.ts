import { rm } from 'node:fs/promises';
import path from 'node:path';
import { prune } from './folders';

/** Removes files below a folder, and remembers those that the disk would not let go. */
export class Removals {
  private readonly left = new Set<string>();

  /** @param onLate told of a file that is gone at last */
  constructor(
    private readonly root: string,
    private readonly onLate: (file: string) => void = () => {},
  ) {}

  /**
   * Removes files, and their folders with the last ones, as well as those that were left before. All are tried.
   * @throws what the first failure of `files` says; whoever removes them has nothing to do with those that were left
   */
  async remove(files: readonly string[]): Promise<void> {
    await this.tryAll([...this.left]);
    const [failure] = await this.tryAll(files);
    if (failure) throw failure;
  }

  /** @returns the failures */
  private async tryAll(files: readonly string[]): Promise<Error[]> {
    const failures: Error[] = [];
    for (const file of files) {
      await this.removeOne(file).catch((error) => {
        this.left.add(file);
        failures.push(error);
      });
    }
    return failures;
  }

  /** As `remove`, where a failure is no reason to tell anybody: what is left is tried again by the next one. */
  async discard(...files: string[]): Promise<void> {
    await this.remove(files).catch(() => {});
  }

  private async removeOne(file: string): Promise<void> {
    await rm(file, { force: true });
    if (this.left.delete(file)) this.onLate(file);
    // An empty folder harms nobody, and goes at the next start.
    if (path.dirname(file) !== this.root) await prune(path.dirname(file)).catch(() => {});
  }
}

import { rm } from 'node:fs/promises';
import path from 'node:path';
import { prune } from './folders';

/** Removes files below a folder, and remembers those that the disk would not let go. */
export class Removals {
  private readonly left = new Set<string>();

  constructor(private readonly root: string) {}

  /** Removes files, and their folders with the last ones, as well as those that were left before. All are tried. @throws what the first failure says */
  async remove(files: readonly string[]): Promise<void> {
    const failures: unknown[] = [];
    for (const file of [...this.left, ...files]) {
      await this.removeOne(file).catch((error) => {
        this.left.add(file);
        failures.push(error);
      });
    }
    if (failures.length > 0) throw failures[0];
  }

  /** As `remove`, where a failure is no reason to tell anybody: what is left is tried again by the next one. */
  async discard(...files: string[]): Promise<void> {
    await this.remove(files).catch(() => {});
  }

  private async removeOne(file: string): Promise<void> {
    await rm(file, { force: true });
    this.left.delete(file);
    // An empty folder harms nobody, and goes at the next start.
    if (path.dirname(file) !== this.root) await prune(path.dirname(file)).catch(() => {});
  }
}

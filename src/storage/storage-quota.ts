import path from 'node:path';
import { quotaReached } from '../errors';
import { MEGABYTE } from '../units';
import { folderSize } from './folder-size';

/** What every user's photos may take up together, in all stores. It is measured when it is first asked for, and kept in step as files come. */
export class StorageQuota {
  private readonly roots: string[] = [];
  private readonly users = new Map<string, Promise<{ bytes: number }>>();

  constructor(private readonly megabytes: number) {}

  /** Has the files below a folder counted: `root/<the user's folder>/…`. */
  cover(root: string): void {
    this.roots.push(root);
  }

  private heldBy(folder: string): Promise<{ bytes: number }> {
    const known = this.users.get(folder);
    if (known) return known;
    const measured = Promise.all(this.roots.map((root) => folderSize(path.join(root, folder)))).then((sizes) => ({
      bytes: sizes.reduce((sum, size) => sum + size, 0),
    }));
    this.users.set(folder, measured);
    measured.catch(() => this.users.delete(folder));
    return measured;
  }

  /**
   * To be asked before a file is written.
   * @returns to be called when it is written: what was measured meanwhile has seen some of it, or nothing
   * @throws quotaReached
   */
  async reserve(folder: string, bytes: number): Promise<() => void> {
    const measured = this.heldBy(folder);
    const held = await measured;
    if (held.bytes + bytes > this.megabytes * MEGABYTE) throw quotaReached(this.megabytes);
    held.bytes += bytes;
    return () => {
      if (this.users.get(folder) !== measured) this.invalidate(folder);
    };
  }

  /** What a user's photos take up, in bytes. */
  async bytesOf(folder: string): Promise<number> {
    return (await this.heldBy(folder)).bytes;
  }

  /** Something of the user's was removed, or may have been: what is left is measured when it is next asked for. */
  invalidate(folder: string): void {
    this.users.delete(folder);
  }
}

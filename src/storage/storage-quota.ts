import path from 'node:path';
import { quotaReached } from '../errors';
import { MEGABYTE } from '../units';
import { folderSize } from './files';

/** Limits what each gallery's photos may take up in all stores. Measures a folder when first needed, and then adds what is written. */
export class StorageQuota {
  private readonly roots: string[] = [];
  private rowsOf: (folder: string) => Promise<number> = async () => 0;
  private readonly sizes = new Map<string, Promise<{ bytes: number }>>();

  /** @param megabytes for each gallery's folder */
  constructor(private readonly megabytes: number) {}

  /** Counts the files below a store's folder, too: `root/<a gallery's folder>/…`. */
  cover(root: string): void {
    this.roots.push(root);
  }

  /** Counts what a gallery's rows take up, too. @param bytesOf by the gallery's folder */
  countRows(bytesOf: (folder: string) => Promise<number>): void {
    this.rowsOf = bytesOf;
  }

  private heldBy(folder: string): Promise<{ bytes: number }> {
    const known = this.sizes.get(folder);
    if (known) return known;
    const parts = [...this.roots.map((root) => folderSize(path.join(root, folder))), this.rowsOf(folder)];
    const measured = Promise.all(parts).then((sizes) => ({
      bytes: sizes.reduce((sum, size) => sum + size, 0),
    }));
    this.sizes.set(folder, measured);
    measured.catch(() => this.sizes.delete(folder));
    return measured;
  }

  /**
   * Reserves space in a gallery's folder before a file is written.
   * @returns a function to call once the file is written, as a measurement in between may have missed it
   * @throws quotaReached
   */
  async reserve(folder: string, bytes: number): Promise<() => void> {
    const measured = this.heldBy(folder);
    const held = await measured;
    if (held.bytes + bytes > this.megabytes * MEGABYTE) throw quotaReached(this.megabytes);
    held.bytes += bytes;
    return () => {
      if (this.sizes.get(folder) !== measured) this.invalidate(folder);
    };
  }

  /** What a gallery's photos take up, in bytes. */
  async bytesOf(folder: string): Promise<number> {
    return (await this.heldBy(folder)).bytes;
  }

  /** Forgets the size of a folder from which something may have been removed: it is measured again when next needed. */
  invalidate(folder: string): void {
    this.sizes.delete(folder);
  }
}

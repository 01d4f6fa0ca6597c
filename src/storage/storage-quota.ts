import path from 'node:path';
import { quotaReached } from '../errors';
import { MEGABYTE } from '../units';
import { folderSize } from './files';

/** What a gallery's files take up, in bytes. */
interface Held {
  bytes: number;
}

/** Space that is reserved for a file. To be called once the file is written, as a measurement in between may have missed it. */
export interface Reservation {
  (): void;
  /** Gives the space back when the file couldn't be written. */
  release(): void;
}

/**
 * Limits what each gallery's photos may take up in all stores, and its rows. Measures a folder when first needed; from then on it adds what
 * is written and takes off what is removed, since measuring a hundred thousand files takes seconds. After a crash it measures again.
 */
export class StorageQuota {
  private readonly roots: string[] = [];
  private rowsOf: (folder: string) => Promise<number> = async () => 0;
  private readonly sizes = new Map<string, Promise<Held>>();
  /** The sizes of folders that are measured. */
  private readonly measured = new Map<string, Held>();

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

  private heldBy(folder: string): Promise<Held> {
    const known = this.sizes.get(folder);
    if (known) return known;
    const measuring = this.measure(folder).then((bytes) => {
      const held = { bytes };
      if (this.sizes.get(folder) === measuring) this.measured.set(folder, held);
      return held;
    });
    this.sizes.set(folder, measuring);
    measuring.catch(() => this.invalidate(folder));
    return measuring;
  }

  private async measure(folder: string): Promise<number> {
    let bytes = 0;
    for (const root of this.roots) bytes += await folderSize(path.join(root, folder));
    return bytes;
  }

  /**
   * Reserves space in a gallery's folder before a file is written.
   * @param isCounted whether the bytes are counted already, in another file that is removed afterwards: then there is room
   * @throws quotaReached
   */
  async reserve(folder: string, bytes: number, isCounted = false): Promise<Reservation> {
    const rows = await this.rowsOf(folder);
    const measuring = this.heldBy(folder);
    const held = await measuring;
    if (!isCounted && held.bytes + rows + bytes > this.megabytes * MEGABYTE) throw quotaReached(this.megabytes);
    held.bytes += bytes;
    const written = () => {
      if (this.sizes.get(folder) !== measuring) this.invalidate(folder);
    };
    const release = () => {
      held.bytes -= bytes;
    };
    return Object.assign(written, { release });
  }

  /** What a gallery's photos and rows take up, in bytes. */
  async bytesOf(folder: string): Promise<number> {
    return (await this.rowsOf(folder)) + (await this.heldBy(folder)).bytes;
  }

  /** Takes off the bytes of a file that was removed. If its folder is just being measured, it is measured again. */
  removed(folder: string, bytes: number): void {
    const held = this.measured.get(folder);
    if (held) held.bytes -= bytes;
    else this.invalidate(folder);
  }

  /** Forgets the size of a folder: it is measured again when next needed. */
  invalidate(folder: string): void {
    this.sizes.delete(folder);
    this.measured.delete(folder);
  }
}

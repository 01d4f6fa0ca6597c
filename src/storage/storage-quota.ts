import path from 'node:path';
import { quotaReached } from '../errors';
import { MEGABYTE } from '../units';
import { folderSize } from './files';
import type { SharedSizes } from './shared-sizes';

/** What a gallery's files take up, in bytes. */
interface Held {
  bytes: number;
}

/** The folders that count together, and their limit. */
export interface Share {
  folders: readonly string[];
  /** Null means the app's setting. */
  megabytes: number | null;
  /** Whether it is the limit of somebody else than who asks. */
  isOthers: boolean;
}

/** What is used of a limit. */
export interface Usage {
  bytes: number;
  megabytes: number;
  /** How many folders count together. */
  folders: number;
}

/** Space that is reserved for a file. To be called once the file is written, as a measurement in between may have missed it. */
export interface Reservation {
  (): void;
  /** Gives the space back when the file couldn't be written, or is counted otherwise by now. */
  release(): Promise<void>;
}

/**
 * Limits what the photos of all galleries of an owner may take up together, in all stores, and their rows. Measures a folder when first needed; from then on it adds what
 * is written and takes off what is removed, since measuring a hundred thousand files takes seconds. After a crash it measures again.
 */
export class StorageQuota {
  private readonly roots: string[] = [];
  private rowsOf: (folders: readonly string[]) => Promise<number> = async () => 0;
  private shareOf: (folder: string) => Promise<Share> = async (folder) => ({
    folders: [folder],
    megabytes: null,
    isOthers: false,
  });
  private readonly sizes = new Map<string, Promise<Held>>();
  /** The sizes of folders that are measured. */
  private readonly measured = new Map<string, Held>();

  /**
   * @param megabytes for all galleries of an owner who has no limit of their own
   * @param shared keeps the sizes where other processes write, too
   */
  constructor(
    private readonly megabytes: number,
    private readonly shared?: SharedSizes,
  ) {}

  /** Counts the files below a store's folder, too: `root/<a gallery's folder>/…`. */
  cover(root: string): void {
    this.roots.push(root);
  }

  /** Counts what galleries' rows take up, too. @param bytesOf by the galleries' folders */
  countRows(bytesOf: (folders: readonly string[]) => Promise<number>): void {
    this.rowsOf = bytesOf;
  }

  /** Counts folders together. Until this is called, each counts alone. @param shareOf by one of the folders, which is among them */
  shareBy(shareOf: (folder: string) => Promise<Share>): void {
    this.shareOf = shareOf;
  }

  private async heldBy(folder: string): Promise<Held> {
    if (this.shared) return { bytes: await this.shared.of(folder, () => this.measure(folder)) };
    return this.heldHere(folder);
  }

  private heldHere(folder: string): Promise<Held> {
    const known = this.sizes.get(folder);
    if (known) return known;
    const measuring = this.measure(folder).then((bytes) => {
      const held = { bytes };
      if (this.sizes.get(folder) === measuring) this.measured.set(folder, held);
      return held;
    });
    this.sizes.set(folder, measuring);
    measuring.catch(() => this.forget(folder));
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
    const { folders, megabytes, isOthers } = await this.shareOf(folder);
    const limit = megabytes ?? this.megabytes;
    const rows = await this.rowsOf(folders);
    const others = await this.allHeldBy(folders.filter((each) => each !== folder));
    if (this.shared) {
      const { shared } = this;
      await this.heldBy(folder);
      const most = isCounted ? Number.POSITIVE_INFINITY : limit * MEGABYTE - rows;
      if (!(await shared.take(folder, bytes, folders, most))) throw quotaReached(limit, isOthers);
      return Object.assign(() => {}, { release: () => shared.takeOff(folder, bytes) });
    }
    const measuring = this.heldHere(folder);
    const held = await measuring;
    // Nothing is waited for between the sum and what is added to it, so that two uploads never take the same room.
    if (!isCounted && held.bytes + sumOf(others) + rows + bytes > limit * MEGABYTE) throw quotaReached(limit, isOthers);
    held.bytes += bytes;
    const written = () => {
      if (this.sizes.get(folder) !== measuring) this.forget(folder);
    };
    const release = async () => {
      held.bytes -= bytes;
    };
    return Object.assign(written, { release });
  }

  /** What a gallery's photos and rows take up, in bytes. */
  async bytesOf(folder: string): Promise<number> {
    return (await this.rowsOf([folder])) + (await this.heldBy(folder)).bytes;
  }

  /** What all galleries take up that count together with a gallery, and how much they may. */
  async usageOf(folder: string): Promise<Usage> {
    const { folders, megabytes } = await this.shareOf(folder);
    const rows = await this.rowsOf(folders);
    const bytes = rows + sumOf(await this.allHeldBy(folders));
    return { bytes, megabytes: megabytes ?? this.megabytes, folders: folders.length };
  }

  // One after the other: a measurement asks the disk for every file.
  private async allHeldBy(folders: readonly string[]): Promise<Held[]> {
    const all: Held[] = [];
    for (const each of folders) all.push(await this.heldBy(each));
    return all;
  }

  /** Takes off the bytes of a file that was removed. If its folder is just being measured, it is measured again. */
  async removed(folder: string, bytes: number): Promise<void> {
    if (this.shared) return this.shared.takeOff(folder, bytes);
    const held = this.measured.get(folder);
    if (held) held.bytes -= bytes;
    else this.forget(folder);
  }

  /** Forgets the size of a folder: it is measured again when next needed. */
  async invalidate(folder: string): Promise<void> {
    this.forget(folder);
    await this.shared?.forget(folder);
  }

  private forget(folder: string): void {
    this.sizes.delete(folder);
    this.measured.delete(folder);
  }
}

const sumOf = (all: readonly Held[]) => all.reduce((sum, { bytes }) => sum + bytes, 0);

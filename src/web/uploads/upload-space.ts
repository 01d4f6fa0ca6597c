import { statfs } from 'node:fs/promises';
import { storageFull, tooMuchAtOnce } from '../../errors';
import { MEGABYTE } from '../../units';

/** What each user's uploads may take up before the disk is looked at. */
const UNSEEN_BYTES = 50 * MEGABYTE;
/** What is kept free on the disk for everything else. */
const MIN_FREE = { bytes: 200 * MEGABYTE, share: 0.05 };

/** What one upload takes up until its request ends. */
export interface UploadPlace {
  /** Counts bytes that have arrived. @throws tooMuchAtOnce */
  arrive(bytes: number): void;
  /** Rejects with storageFull when the disk gets too full. Never resolves. */
  full: Promise<never>;
  /** To be called once, in the end. */
  leave(): void;
}

/** The room for uploads that are on their way: so much for each user in sum, and some of the disk is kept free. */
export class UploadSpace {
  private readonly taken = new Map<number, number>();

  /**
   * @param folder where uploads go
   * @param maxBytes for the uploads of one user that are on their way at the same time
   */
  constructor(
    private readonly folder: string,
    private readonly maxBytes: number,
  ) {}

  /**
   * Begins an upload.
   * @param expected its length in bytes as the client says it, or 0
   * @throws tooMuchAtOnce, storageFull
   */
  async begin(userId: number, expected: number): Promise<UploadPlace> {
    this.add(userId, expected);
    let [arrived, counted, sawAt] = [0, expected, 0];
    let fill: (error: unknown) => void = () => {};
    const full = new Promise<never>((_, reject) => (fill = reject));
    full.catch(() => {});
    const leave = () => this.release(userId, counted);
    await this.look(expected).catch((error) => {
      leave();
      throw error;
    });
    return {
      arrive: (bytes) => {
        arrived += bytes;
        if (arrived > counted) {
          this.add(userId, arrived - counted);
          counted = arrived;
        }
        if (arrived - sawAt < UNSEEN_BYTES) return;
        sawAt = arrived;
        this.look(UNSEEN_BYTES).catch(fill);
      },
      full,
      leave,
    };
  }

  private add(userId: number, bytes: number): void {
    const taken = (this.taken.get(userId) ?? 0) + bytes;
    if (taken > this.maxBytes) throw tooMuchAtOnce();
    this.taken.set(userId, taken);
  }

  private release(userId: number, bytes: number): void {
    const left = (this.taken.get(userId) ?? 0) - bytes;
    if (left > 0) this.taken.set(userId, left);
    else this.taken.delete(userId);
  }

  /** Looks whether there is room for so many bytes more. @throws storageFull */
  private async look(bytes: number): Promise<void> {
    if (bytes < UNSEEN_BYTES) return;
    const { bavail, blocks, bsize } = await statfs(this.folder);
    const kept = Math.min(MIN_FREE.bytes, MIN_FREE.share * blocks * bsize);
    if (bavail * bsize - bytes < kept) throw storageFull();
  }
}

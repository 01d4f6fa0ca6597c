import { LRUCache } from 'lru-cache';

/** Some thousand thumbnails. */
const MAX_BYTES = 16 * 1024 * 1024;

type Making = Promise<Buffer | undefined>;

/** Thumbnails that were made not long ago, by the photos' names. */
export class ThumbnailCache {
  private readonly kept = new LRUCache<string, Buffer>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ byteLength }) => byteLength,
  });
  private readonly beingMade = new Map<string, Making>();

  /**
   * The thumbnail of a photo. Whoever asks while it is being made waits for the same one.
   * @param make gives undefined, or throws, when there is nothing to make it of: then the next one tries again
   */
  async get(imageName: string, make: () => Making): Making {
    const kept = this.kept.get(imageName);
    if (kept) return kept;
    const running = this.beingMade.get(imageName);
    if (running) return running;
    const making = make();
    this.beingMade.set(imageName, making);
    try {
      const made = await making;
      // Not when the photo was removed meanwhile.
      if (made && this.beingMade.get(imageName) === making) this.kept.set(imageName, made);
      return made;
    } finally {
      if (this.beingMade.get(imageName) === making) this.beingMade.delete(imageName);
    }
  }

  /** Forgets the thumbnail of a photo that is removed. */
  drop(imageName: string): void {
    this.kept.delete(imageName);
    this.beingMade.delete(imageName);
  }
}

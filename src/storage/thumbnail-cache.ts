import { LRUCache } from 'lru-cache';
import { HOUR_MS } from '../units';

/** Enough for about a thousand thumbnails. */
const MAX_BYTES = 16 * 1024 * 1024;
/** How long one is kept at most: a photo that another process removes isn't dropped here. Nobody is shown it, as its row is asked first. */
const MAX_AGE_MS = HOUR_MS;

type Making = Promise<Buffer | undefined>;

/** Caches thumbnails by their photos' image names. */
export class ThumbnailCache {
  private readonly kept = new LRUCache<string, Buffer>({
    maxSize: MAX_BYTES,
    sizeCalculation: ({ byteLength }) => byteLength,
    ttl: MAX_AGE_MS,
    ttlAutopurge: true,
  });
  private readonly beingMade = new Map<string, Making>();

  /**
   * Returns the cached thumbnail of a photo, or makes it. Concurrent calls share one attempt.
   * @param make makes the thumbnail; if it returns undefined or throws, nothing is cached and the next call tries again
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
      // `drop` may have removed the photo meanwhile.
      if (made && this.beingMade.get(imageName) === making) this.kept.set(imageName, made);
      return made;
    } finally {
      if (this.beingMade.get(imageName) === making) this.beingMade.delete(imageName);
    }
  }

  /** Drops the thumbnail of a removed photo. */
  drop(imageName: string): void {
    this.kept.delete(imageName);
    this.beingMade.delete(imageName);
  }
}

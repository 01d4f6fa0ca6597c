import { setTimeout as pause } from 'node:timers/promises';
import { LeaseLost, type Leases } from '../../catalog/leases';
import { type Gallery, PhotoDescriber, type PhotoDescriberDependencies } from './describe-anew';
import { pendingIn } from './pending';

/** What one process at a time does for all of them, for how long without a sign of life, in milliseconds. */
const LEASE = { name: 'descriptions', ms: 30_000 };
/** How often the others look whether it is their turn, in milliseconds. */
const LOOK_MS = 5000;

/** Is told how many photos are left, of how many. */
type Show = (left: number, total: number) => void;

/** Describes all of a gallery's photos anew. */
export class GalleryDescriber {
  private readonly photos: PhotoDescriber;

  constructor(private readonly deps: PhotoDescriberDependencies & { leases: Leases }) {
    this.photos = new PhotoDescriber(deps);
  }

  /**
   * Describes photos until none is left, those that come meanwhile included. While another process does it, this one waits.
   * @throws what `PhotoDescriber.describe` throws
   */
  async describeAll(gallery: Gallery, show: Show, signal: AbortSignal): Promise<void> {
    const { catalog, leases } = this.deps;
    while ((await pendingIn(catalog, gallery.id, gallery.network)).length > 0) {
      const isDone = await leases
        .hold(LEASE.name, LEASE.ms, (lost) => this.describeThese(gallery, show, AbortSignal.any([signal, lost])))
        .catch((error) => (error instanceof LeaseLost ? false : Promise.reject(error)));
      if (!isDone) await pause(LOOK_MS, undefined, { ref: false, signal });
    }
  }

  private async describeThese(gallery: Gallery, show: Show, signal: AbortSignal): Promise<void> {
    const pending = await pendingIn(this.deps.catalog, gallery.id, gallery.network);
    for (const [done, each] of pending.entries()) {
      show(pending.length - done, pending.length);
      signal.throwIfAborted();
      await this.photos.describe(gallery, each, signal);
    }
  }
}

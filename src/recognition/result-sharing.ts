import type { Catalog } from '../catalog/catalog';
import { resultOfAnother } from '../errors';
import { tell } from '../events/happenings';
import { hasOthers } from '../gallery/has-others';
import type { Viewer } from '../gallery/viewer';
import { findSeen, setShared } from './recognition-rows';

/** Shows a result to all members of its gallery, or to its maker alone. */
export class ResultSharing {
  constructor(private readonly catalog: Catalog) {}

  /** Whether there is anybody with whom a result could be shared. */
  hasOthers(viewer: Viewer): Promise<boolean> {
    return hasOthers(this.catalog, viewer);
  }

  /** Shares a result that the viewer made. @throws recognitionNotFound, resultOfAnother */
  async share(viewer: Viewer, id: string): Promise<void> {
    await this.set(viewer, id, true);
  }

  /**
   * Stops sharing a result.
   * @param isOwner whether the viewer owns the gallery: then they may do that for others, too
   * @throws recognitionNotFound, resultOfAnother
   */
  async stop(viewer: Viewer, id: string, isOwner: boolean): Promise<void> {
    await this.set(viewer, id, false, isOwner);
  }

  private async set(viewer: Viewer, id: string, isShared: boolean, forOthers = false): Promise<void> {
    await this.catalog.transaction().execute(async (trx) => {
      const { userId, shared } = await findSeen(trx, viewer, id);
      if (userId !== viewer.userId && !forOthers) throw resultOfAnother();
      if ((shared === 1) === isShared) return;
      await setShared(trx, id, isShared);
      const type = isShared ? 'recognition.shared' : 'recognition.unshared';
      await tell(trx, viewer.gallery.id, { type, recognitionId: id });
    });
  }
}

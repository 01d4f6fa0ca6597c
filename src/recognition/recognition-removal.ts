import type { Catalog } from '../catalog/catalog';
import { inTurns } from '../concurrency/turns';
import { resultOfAnother } from '../errors';
import { tell } from '../events/happenings';
import { countedUsers, emptyEventsOf } from '../events/own-of-users';
import { type Gallery, standingGalleries, tellIn } from '../gallery/galleries';
import { memberIds } from '../gallery/memberships';
import { isRecognizerMember } from '../gallery/roles-in-queries';
import type { Viewer } from '../gallery/viewer';
import type { PhotoStore } from '../storage/photo-store';
import { deleteRecognitions } from './delete-recognitions';
import { findSeen } from './recognition-rows';

/** Deletes recognitions with their photos: one's own, and those of whoever or whatever is gone. */
export class RecognitionRemoval {
  constructor(
    private readonly catalog: Catalog,
    private readonly store: PhotoStore,
  ) {}

  /** Deletes somebody's own recognition and its photo. @throws recognitionNotFound; resultOfAnother for one that another shares */
  async remove(viewer: Viewer, id: string): Promise<void> {
    const { path } = await this.catalog.transaction().execute(async (trx) => {
      const { userId, path } = await findSeen(trx, viewer, id);
      if (userId !== viewer.userId) throw resultOfAnother();
      await trx.deleteFrom('recognitions').where('id', '=', id).execute();
      await tell(trx, viewer.gallery.id, { type: 'recognition.deleted', recognitionId: id });
      return { path };
    });
    await this.store.remove(path);
  }

  /** Deletes somebody's own recognitions in a gallery, and their photos. @returns how many there were */
  async removeOwn({ gallery: { id }, userId }: Viewer): Promise<number> {
    const count = await deleteRecognitions(this.catalog, this.store, (query) =>
      query.where('galleryId', '=', id).where('userId', '=', userId),
    );
    if (count > 0) await tellIn(this.catalog, id, { type: 'recognitions.deleted', recognitions: count });
    return count;
  }

  /** Deletes all recognitions of a gallery that is deleted, whoever made them, and their photos. */
  async removeAll({ id }: Pick<Gallery, 'id'>): Promise<void> {
    await deleteRecognitions(this.catalog, this.store, (query) => query.where('galleryId', '=', id));
  }

  /** Deletes what people recognized in a gallery in which they have no role any more, except what they shared with it, and what was counted of it. */
  async removeOfFormer({ id }: Pick<Gallery, 'id'>): Promise<void> {
    await deleteRecognitions(this.catalog, this.store, (query) =>
      query
        .where('galleryId', '=', id)
        .where('shared', '=', 0)
        .where('userId', 'is not', null)
        .where(({ not }) => not(isRecognizerMember)),
    );
    const members = await memberIds(this.catalog, id);
    for await (const userId of inTurns(await countedUsers(this.catalog, id)))
      if (!members.has(userId)) await emptyEventsOf(this.catalog, id, userId);
  }

  /** Deletes all recognitions of a user whose account is deleted, their photos, and what was counted of them, in every gallery. */
  async removeAllOfUser(userId: number): Promise<void> {
    await deleteRecognitions(this.catalog, this.store, (query) => query.where('userId', '=', userId));
    for await (const id of inTurns(await standingGalleries(this.catalog)))
      await emptyEventsOf(this.catalog, id, userId);
  }
}

import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { everyHour, surelyPast } from '../concurrency/schedule';
import { mergeEmpty, mergeNotFound, mergeWithSelf } from '../errors';
import { stillWith } from '../gallery/belongings';
import { changeGallery } from '../gallery/gallery-changes';
import type { Gallery } from '../gallery/gallery-rows';
import { deletePerson, type Person, requirePerson } from '../gallery/person-rows';
import { randomId } from '../storage/image-name';
import { DAY_MS } from '../units';
import { readSnapshot, reassign } from './merge-snapshot';
import { type UndoneMerge, undoMerge } from './undo-merge';

/** Two people who became one, not long ago. */
export interface Merge {
  id: string;
  /** Who has all the photos now. */
  kept: Person;
  /** The name of the one who was merged. */
  name: string;
  /** How many photos they brought along and would have again. */
  photos: number;
}

/** Merges two people, and for a day can undo it, with nothing lost in between. */
export class Merges {
  private readonly stopExpiry: () => void;

  constructor(
    private readonly catalog: Catalog,
    log: Logger,
  ) {
    this.stopExpiry = everyHour((past) => this.tidy(past), log, 'failed to remove old merges');
  }

  /**
   * Makes a person part of another one, who keeps name, address and cover.
   * @throws personNotFound for either, mergeWithSelf
   */
  async merge(gallery: Gallery, keptHandle: string, mergedHandle: string): Promise<Merge> {
    return changeGallery(this.catalog, gallery.id, async (trx, touch) => {
      const kept = await requirePerson(trx, gallery.id, keptHandle);
      const merged = await requirePerson(trx, gallery.id, mergedHandle);
      if (kept.id === merged.id) throw mergeWithSelf();
      const snapshot = await reassign(trx, merged, kept);
      await deletePerson(trx, merged.id);
      const id = randomId();
      const row = { id, galleryId: gallery.id, personId: kept.id, mergedName: merged.name, createdAt: Date.now() };
      await trx
        .insertInto('merges')
        .values({ ...row, snapshot: JSON.stringify(snapshot) })
        .execute();
      touch(kept.id, merged.id);
      return { id, kept, name: merged.name, photos: snapshot.photos.length };
    });
  }

  /**
   * Undoes a merge: who was merged is back with their name, address, cover, photos and verdicts, as far as those are still
   * with the other one.
   * @throws mergeNotFound when it was undone before or is too long ago, mergeEmpty when none of the photos is there any more
   */
  async undo(gallery: Gallery, id: string): Promise<UndoneMerge> {
    return changeGallery(this.catalog, gallery.id, async (trx, touch) => {
      const row = await this.recent(trx, gallery).where('merges.id', '=', id).executeTakeFirst();
      const snapshot = row && readSnapshot(row.snapshot);
      if (!snapshot) throw mergeNotFound();
      if ((await stillWith(trx, snapshot.photos, row.personId)).length === 0) throw mergeEmpty(snapshot.name);
      await trx.deleteFrom('merges').where('id', '=', id).execute();
      touch(snapshot.id, row.personId);
      return undoMerge(trx, gallery.id, snapshot, row.personId);
    });
  }

  /** The merges into a person that can be undone, the latest first. */
  async into(gallery: Gallery, kept: Person): Promise<Merge[]> {
    const rows = await this.recent(this.catalog, gallery).where('personId', '=', kept.id).execute();
    const merges: Merge[] = [];
    for (const { id, snapshot } of rows) {
      const { name = '', photos = [] } = readSnapshot(snapshot) ?? {};
      const left = await stillWith(this.catalog, photos, kept.id);
      if (left.length > 0) merges.push({ id, kept, name, photos: left.length });
    }
    return merges;
  }

  /** The handle of whom a person was merged into, so that their old address leads there; undefined for any other handle. */
  async keptInsteadOf(gallery: Gallery, handle: string): Promise<string | undefined> {
    const rows = await this.recent(this.catalog, gallery).execute();
    return rows.find(({ snapshot }) => readSnapshot(snapshot)?.handle === handle)?.keptHandle;
  }

  private recent(catalog: Catalog, { id }: Gallery) {
    return catalog
      .selectFrom('merges')
      .innerJoin('people', 'people.id', 'merges.personId')
      .select(['merges.id', 'personId', 'snapshot', 'people.handle as keptHandle'])
      .where('merges.galleryId', '=', id)
      .where('merges.createdAt', '>', Date.now() - DAY_MS)
      .orderBy('merges.createdAt', 'desc');
  }

  /** Forgets merges that can't be undone any more. */
  async tidy(past = surelyPast()): Promise<void> {
    await this.catalog
      .deleteFrom('merges')
      .where('createdAt', '<=', past - DAY_MS)
      .execute();
  }

  async close(): Promise<void> {
    this.stopExpiry();
  }
}

import { sql } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { surelyPast } from '../concurrency/schedule';
import { inTurns } from '../concurrency/turns';
import { mergeEmpty, mergeNotFound, mergeUnlike, mergeWithSelf } from '../errors';
import { tell } from '../events/happenings';
import { photosOf, stillWith } from '../gallery/belongings';
import { requireMayDeletePeople } from '../gallery/deletion-rights';
import type { Gallery } from '../gallery/galleries';
import { changeGallery } from '../gallery/gallery-changes';
import { lookUnlike } from '../gallery/own-photos';
import { deletePerson, type Person, requirePerson } from '../gallery/person-rows';
import { randomId } from '../storage/names';
import { DAY_MS } from '../units';
import { deleteMerges, deleteTooManyMerges } from './merge-rows';
import { readSnapshot, reassign } from './merge-snapshot';
import { type UndoneMerge, undoMerge } from './undo-merge';

/** Two people who were merged in the last day. */
export interface Merge {
  id: string;
  /** The person who has all the photos now. */
  kept: Person;
  /** The name of the person who was merged into them. */
  name: string;
  /** How many photos the merged person would get back. */
  photos: number;
}

/** How many merges a page lists. */
const MAX_LISTED = 50;

/** Merges two people, and for a day can undo that without losing anything. */
export class Merges {
  constructor(private readonly catalog: Catalog) {}

  /**
   * Merges a person into another one, who keeps their name, address and cover.
   * @param insist whether to merge them even if they don't look alike
   * @throws personNotFound for either, mergeWithSelf, mergeUnlike
   */
  async merge(gallery: Gallery, keptHandle: string, mergedHandle: string, insist: boolean): Promise<Merge> {
    await deleteTooManyMerges(this.catalog, gallery.id);
    return changeGallery(this.catalog, gallery.id, async (trx, touch) => {
      const kept = await requirePerson(trx, gallery.id, keptHandle);
      const merged = await requirePerson(trx, gallery.id, mergedHandle);
      if (kept.id === merged.id) throw mergeWithSelf();
      if (!insist && (await lookUnlike(trx, kept.id, merged.id))) throw mergeUnlike(kept.name, merged.name);
      const snapshot = await reassign(trx, merged, kept);
      await deletePerson(trx, merged.id);
      const id = randomId();
      const row = { id, galleryId: gallery.id, personId: kept.id, mergedName: merged.name, createdAt: Date.now() };
      await trx
        .insertInto('merges')
        .values({ ...row, snapshot: JSON.stringify(snapshot) })
        .execute();
      const happened = { person: kept.handle, name: kept.name, merged: merged.handle };
      await tell(trx, gallery.id, { type: 'person.merged', ...happened });
      touch(kept.id, merged.id);
      return { id, kept, name: merged.name, photos: snapshot.photos.length };
    });
  }

  /**
   * Undoes a merge: the merged person gets back their name, address, cover, and the photos, verdicts and drafts that still
   * belong to the other one.
   * @throws mergeNotFound when it was undone before or is too old, mergeEmpty when none of the photos is left, unless they stay
   *   without one; then tooManyPeople if too many do; roleTooWeak when the other one is left without a photo, and would go
   */
  async undo(gallery: Gallery, id: string): Promise<UndoneMerge> {
    return changeGallery(this.catalog, gallery.id, async (trx, touch) => {
      const row = await this.recent(trx, gallery).where('merges.id', '=', id).executeTakeFirst();
      const snapshot = row && readSnapshot(row.snapshot);
      if (!snapshot) throw mergeNotFound();
      const isEmpty = (await stillWith(trx, snapshot.photos, row.personId)).length === 0;
      if (isEmpty && snapshot.stays === 0) throw mergeEmpty(snapshot.name);
      await trx.deleteFrom('merges').where('id', '=', id).execute();
      touch(snapshot.id, row.personId);
      const undone = await undoMerge(trx, gallery.id, snapshot, row.personId);
      if (!undone.kept) await requireMayDeletePeople(trx, gallery.id);
      return undone;
    });
  }

  /** Whether two people's photos don't look alike, so that they are hardly one person. */
  lookUnlike(one: Person, other: Person): Promise<boolean> {
    return lookUnlike(this.catalog, one.id, other.id);
  }

  /** Lists the merges into a person that can be undone, the latest first. Of very many, the latest alone: each one undone shows an earlier one. */
  async into(gallery: Gallery, kept: Person): Promise<Merge[]> {
    // Without their snapshots, which may have thousands of ids each, and would be sorted, too.
    const rows = await this.recent(this.catalog, gallery)
      .clearSelect()
      .select('merges.id')
      .where('personId', '=', kept.id)
      .limit(MAX_LISTED)
      .execute();
    if (rows.length === 0) return [];
    const theirs = new Set(await photosOf(this.catalog, kept.id));
    const merges: Merge[] = [];
    for await (const { id } of inTurns(rows)) {
      const row = await this.recent(this.catalog, gallery).where('merges.id', '=', id).executeTakeFirst();
      const { name = '', photos = [], stays = 0 } = (row && readSnapshot(row.snapshot)) ?? {};
      const left = photos.filter((each) => theirs.has(each)).length;
      if (left > 0 || stays === 1) merges.push({ id, kept, name, photos: left });
    }
    return merges;
  }

  /**
   * Finds the person into whom somebody was merged, so that the old address can redirect to them.
   * @param handle of the merged person
   * @returns the other one's handle, or undefined
   */
  async keptInsteadOf(gallery: Gallery, handle: string): Promise<string | undefined> {
    // The database looks first, as a snapshot may have thousands of ids.
    const rows = await this.recent(this.catalog, gallery)
      .where(sql<boolean>`instr(snapshot, ${JSON.stringify(handle)}) > 0`)
      .limit(MAX_LISTED)
      .execute();
    return rows.find(({ snapshot }) => readSnapshot(snapshot)?.handle === handle)?.keptHandle;
  }

  /** Selects the merges that can still be undone, the latest first. */
  private recent(catalog: Catalog, { id }: Gallery) {
    return catalog
      .selectFrom('merges')
      .innerJoin('people', 'people.id', 'merges.personId')
      .select(['merges.id', 'personId', 'snapshot', 'people.handle as keptHandle'])
      .where('merges.galleryId', '=', id)
      .where('merges.createdAt', '>', Date.now() - DAY_MS)
      .orderBy('merges.createdAt', 'desc');
  }

  /** Removes merges that are too old to be undone. @param past a time that has surely passed, in milliseconds since 1970 */
  async tidy(past = surelyPast()): Promise<void> {
    await deleteMerges(this.catalog, (query) => query.where('createdAt', '<=', past - DAY_MS));
  }

  /** Removes all merges of a gallery. */
  removeAll({ id }: Pick<Gallery, 'id'>): Promise<void> {
    return deleteMerges(this.catalog, (query) => query.where('galleryId', '=', id));
  }
}

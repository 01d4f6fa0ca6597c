import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { everyHour, surelyPast } from '../concurrency/schedule';
import { mergeEmpty, mergeNotFound, mergeWithSelf } from '../errors';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import { type Person, requirePerson } from '../gallery/person-rows';
import { randomId } from '../storage/image-name';
import { DAY_MS } from '../units';
import { reassign, type Snapshot, stillWith } from './merge-snapshot';
import { separate, type UndoneMerge } from './undo-merge';

/** Two people who became one, not long ago. */
export interface Merge {
  id: string;
  /** Who has all the photos now. */
  kept: Person;
  /** The one who was merged. */
  name: string;
  /** How many photos they brought along and would have again. */
  photos: number;
}

/** Makes two people one, and for a day can part them again, with nothing lost in between. */
export class Merges {
  private readonly stopExpiry: () => void;

  constructor(
    private readonly catalog: Catalog,
    private readonly enrolled: EnrolledPeople,
    log: Logger,
  ) {
    this.stopExpiry = everyHour((past) => this.tidy(past), log, 'failed to remove old merges');
  }

  /**
   * Makes a person part of another one, who keeps name, address and picture.
   * @throws personNotFound for either, mergeWithSelf
   */
  async merge(userId: number, keptHandle: string, mergedHandle: string): Promise<Merge> {
    const { kept, snapshot, id } = await this.catalog.transaction().execute(async (trx) => {
      const kept = await requirePerson(trx, userId, keptHandle);
      const merged = await requirePerson(trx, userId, mergedHandle);
      if (kept.id === merged.id) throw mergeWithSelf();
      const snapshot = await reassign(trx, userId, merged, kept);
      await trx.deleteFrom('people').where('id', '=', merged.id).execute();
      const row = {
        id: randomId(),
        userId,
        personId: kept.id,
        mergedName: merged.name,
        snapshot: JSON.stringify(snapshot),
        createdAt: Date.now(),
      };
      await trx.insertInto('merges').values(row).execute();
      return { kept, snapshot, id: row.id };
    });
    await this.refresh(userId, kept.id, snapshot.id);
    return { id, kept, name: snapshot.name, photos: snapshot.photos.length };
  }

  /**
   * Parts two people again: who was merged is back with their name, address, picture, photos and what was said of faces, as far as those
   * are still with the other one.
   * @throws mergeNotFound when it was undone before or is too long ago, mergeEmpty when none of the photos is there any more
   */
  async undo(userId: number, id: string): Promise<UndoneMerge> {
    const { keptId, ...undone } = await this.catalog.transaction().execute(async (trx) => {
      const row = await this.recent(trx, userId).where('merges.id', '=', id).executeTakeFirst();
      if (!row) throw mergeNotFound();
      const snapshot = JSON.parse(row.snapshot) as Snapshot;
      if ((await stillWith(trx, snapshot.photos, row.personId)).length === 0) throw mergeEmpty(snapshot.name);
      await trx.deleteFrom('merges').where('id', '=', id).execute();
      return separate(trx, userId, snapshot, row.personId);
    });
    await this.refresh(userId, undone.restored.id, keptId);
    return undone;
  }

  /** The merges into a person that can be undone, the latest first. */
  async into(userId: number, kept: Person): Promise<Merge[]> {
    const rows = await this.recent(this.catalog, userId).where('personId', '=', kept.id).execute();
    const merges: Merge[] = [];
    for (const { id, snapshot } of rows) {
      const { name, photos } = JSON.parse(snapshot) as Snapshot;
      const left = await stillWith(this.catalog, photos, kept.id);
      if (left.length > 0) merges.push({ id, kept, name, photos: left.length });
    }
    return merges;
  }

  /** The address's handle of whom a person was merged into, so that their old address leads there; undefined for any other handle. */
  async keptInsteadOf(userId: number, handle: string): Promise<string | undefined> {
    const rows = await this.recent(this.catalog, userId).execute();
    return rows.find(({ snapshot }) => (JSON.parse(snapshot) as Snapshot).handle === handle)?.keptHandle;
  }

  private recent(catalog: Catalog, userId: number) {
    return catalog
      .selectFrom('merges')
      .innerJoin('people', 'people.id', 'merges.personId')
      .select(['merges.id', 'personId', 'snapshot', 'people.handle as keptHandle'])
      .where('merges.userId', '=', userId)
      .where('merges.createdAt', '>', Date.now() - DAY_MS)
      .orderBy('merges.createdAt', 'desc');
  }

  private async refresh(userId: number, ...people: number[]): Promise<void> {
    for (const id of people) await this.enrolled.refresh(userId, id);
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

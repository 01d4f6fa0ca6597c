import { sql, type Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import type { EventSpaceTable } from '../catalog/event-tables';
import type { Tables } from '../catalog/tables';
import { Turns } from '../concurrency/turns';
import { addSpace, bytesOf, spaceOf } from './event-rows';

/** The most counters of days and hours in a gallery: some 50 MB. The oldest hours go first, then the oldest days. */
const MAX_COUNTERS = 500_000;
/** How many values events are counted by in a gallery. What is counted of all time stays, so there must be an end to it. */
export const MAX_VALUES = 50_000;
/** How many rows are deleted in one step. */
export const ROWS_AT_ONCE = 500;

/** What `takeOff` needs to know of each deleted event. */
export const LENGTH = sql<number>`octet_length(attributes)`.as('length');

type Space = Omit<EventSpaceTable, 'galleryId'>;

/** What a gallery's events may take up. */
export interface EventBounds {
  megabytes: number;
}

/** Deletes some of a gallery's events, the oldest first. @param before only those that are older @returns how many bytes that freed */
export async function deleteOldest(
  trx: Transaction<Tables>,
  galleryId: number,
  limit = ROWS_AT_ONCE,
  before = Number.MAX_SAFE_INTEGER,
): Promise<number> {
  const oldest = trx.selectFrom('events').select('id').where('galleryId', '=', galleryId).orderBy('id').limit(limit);
  const gone = await trx
    .deleteFrom('events')
    .where('id', 'in', oldest)
    .where('createdAt', '<', before)
    .returning(LENGTH)
    .execute();
  return takeOff(trx, galleryId, gone);
}

/** Takes deleted events off the figures. @returns how many bytes they took up */
export async function takeOff(
  trx: Transaction<Tables>,
  galleryId: number,
  gone: ReadonlyArray<{ length: number }>,
): Promise<number> {
  const bytes = gone.reduce((sum, { length }) => sum + bytesOf(length), 0);
  if (gone.length > 0) await addSpace(trx, galleryId, { events: -gone.length, bytes: -bytes });
  return bytes;
}

/** Deletes some counters of hours, or of days where there are no hours, the oldest first. @returns how many it deleted */
export async function deleteOldestCounters(
  trx: Transaction<Tables>,
  galleryId: number,
  before = Number.MAX_SAFE_INTEGER,
  periods: ReadonlyArray<'hour' | 'day' | 'all'> = ['hour', 'day'],
): Promise<number> {
  for (const period of periods) {
    const oldest = trx
      .selectFrom('eventCounters')
      .select(['collection', 'attribute', 'value', 'startsAt'])
      .where('galleryId', '=', galleryId)
      .where('period', '=', period)
      .where('startsAt', '<', before)
      .orderBy('startsAt')
      .limit(ROWS_AT_ONCE)
      .$asTuple('collection', 'attribute', 'value', 'startsAt');
    const { numDeletedRows } = await trx
      .deleteFrom('eventCounters')
      .where('galleryId', '=', galleryId)
      .where('period', '=', period)
      .where(({ eb, refTuple }) => eb(refTuple('collection', 'attribute', 'value', 'startsAt'), 'in', oldest))
      .executeTakeFirst();
    const gone = Number(numDeletedRows);
    if (gone === 0) continue;
    await addSpace(trx, galleryId, period === 'all' ? { totals: -gone } : { counters: -gone });
    return gone;
  }
  return 0;
}

const isOver = ({ bytes, counters }: Space, { megabytes }: EventBounds) => ({
  events: bytes > megabytes * 1e6,
  counters: counters > MAX_COUNTERS,
});

/** Deletes until as much is gone as was added, or nothing is left to delete. */
async function deleteAsMuch(added: number, step: () => Promise<number>): Promise<void> {
  for (let left = added; left > 0; ) {
    const gone = await step();
    if (gone === 0) return;
    left -= gone;
  }
}

/**
 * Makes room for what was just added: at least as much goes, so that the bounds hold however fast more comes.
 * @param before what the gallery's events took up before it
 * @param after what they take up with it
 */
export async function makeRoom(
  trx: Transaction<Tables>,
  galleryId: number,
  [before, after]: readonly [before: Space, after: Space],
  bounds: EventBounds,
): Promise<void> {
  const over = isOver(after, bounds);
  if (over.events) await deleteAsMuch(after.bytes - before.bytes, () => deleteOldest(trx, galleryId));
  if (over.counters) await deleteAsMuch(after.counters - before.counters, () => deleteOldestCounters(trx, galleryId));
}

type Step = (trx: Transaction<Tables>) => Promise<number>;

/** Deletes in steps, until one finds nothing more. Others have their turn in between. */
async function deleteAll(catalog: Catalog, ...steps: readonly Step[]): Promise<void> {
  const turns = new Turns();
  for (const step of steps) while ((await catalog.transaction().execute(step)) > 0) await turns.next();
}

/** Deletes what is beyond a gallery's bounds, the oldest first. */
export async function boundEvents(catalog: Catalog, galleryId: number, bounds: EventBounds): Promise<void> {
  const over = async (trx: Transaction<Tables>) => isOver(await spaceOf(trx, galleryId), bounds);
  await deleteAll(
    catalog,
    async (trx) => ((await over(trx)).events ? deleteOldest(trx, galleryId) : 0),
    async (trx) => ((await over(trx)).counters ? deleteOldestCounters(trx, galleryId) : 0),
  );
}

/**
 * Deletes a gallery's events that are older than a time, counters of hours of that time, and what is beyond the bounds.
 * @param before milliseconds since 1970
 */
export async function trimEvents(
  catalog: Catalog,
  galleryId: number,
  before: number,
  bounds: EventBounds,
): Promise<void> {
  await deleteAll(
    catalog,
    (trx) => deleteOldest(trx, galleryId, ROWS_AT_ONCE, before),
    (trx) => deleteOldestCounters(trx, galleryId, before, ['hour']),
  );
  await boundEvents(catalog, galleryId, bounds);
}

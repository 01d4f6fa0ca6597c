import { type Kysely, sql, type Transaction } from 'kysely';
import type { EventSpaceTable } from '../catalog/event-tables';
import type { Tables } from '../catalog/tables';
import { DAY_MS, HOUR_MS } from '../units';

/** An event that is to be stored and counted. */
export interface NewEvent {
  collection: string;
  /** The attributes by whose values it is counted. */
  groupBy: readonly string[];
  attributes: Readonly<Record<string, string>>;
  /** The handle of the person whom it is about: it goes with them. */
  subject?: string;
}

/** About what a row takes up beside its text, in bytes: its columns, its share of two trees, and their empty space. */
const ROW_BYTES = 100;
const NONE: Omit<EventSpaceTable, 'galleryId'> = { events: 0, bytes: 0, counters: 0, totals: 0, firstUserId: null };

/** A counter and what is added to it, in the columns' order, as SQLite reads it out of JSON. */
type Added = [collection: string, attribute: string, value: string, period: string, startsAt: number, count: number];

/** Reads how much a gallery's events take up, and who its first user is. */
export async function spaceOf(catalog: Kysely<Tables>, galleryId: number): Promise<Omit<EventSpaceTable, 'galleryId'>> {
  return (
    (await catalog.selectFrom('eventSpace').selectAll().where('galleryId', '=', galleryId).executeTakeFirst()) ?? NONE
  );
}

/** Changes the figures of what a gallery's events take up. @returns the new ones */
export async function addSpace(
  trx: Kysely<Tables>,
  galleryId: number,
  { events = 0, bytes = 0, counters = 0, totals = 0 }: Partial<Omit<EventSpaceTable, 'galleryId' | 'firstUserId'>>,
): Promise<EventSpaceTable> {
  return trx
    .insertInto('eventSpace')
    .values({ galleryId, events, bytes, counters, totals })
    .onConflict((conflict) =>
      conflict.column('galleryId').doUpdateSet({
        events: sql`"eventSpace".events + excluded.events`,
        bytes: sql`"eventSpace".bytes + excluded.bytes`,
        counters: sql`"eventSpace".counters + excluded.counters`,
        totals: sql`"eventSpace".totals + excluded.totals`,
      }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** What a stored event takes up, in bytes. */
export const bytesOf = (attributesLength: number): number => attributesLength + ROW_BYTES;

function countersOf(events: readonly NewEvent[], now: number): Added[] {
  const counters = new Map<string, Added>();
  const add = (collection: string, attribute: string, value: string, period: string, startsAt: number) => {
    const key = JSON.stringify([collection, attribute, value, period]);
    const known = counters.get(key);
    if (known) known[5] += 1;
    else counters.set(key, [collection, attribute, value, period, startsAt, 1]);
  };
  for (const { collection, groupBy, attributes } of events) {
    const groups = groupBy.flatMap((name) =>
      attributes[name] === undefined ? [] : [[name, attributes[name]] as const],
    );
    for (const [attribute, value] of [['', ''] as const, ...groups]) {
      add(collection, attribute, value, 'all', 0);
      add(collection, attribute, value, 'day', now - (now % DAY_MS));
      add(collection, attribute, value, 'hour', now - (now % HOUR_MS));
    }
  }
  return [...counters.values()];
}

/**
 * Stores events and counts them. However many there are, it takes three statements.
 * @returns what the gallery's events take up now
 */
export async function insertEvents(
  trx: Transaction<Tables>,
  galleryId: number,
  events: readonly NewEvent[],
  now = Date.now(),
): Promise<EventSpaceTable> {
  const texts = events.map(
    ({ collection, attributes, subject = null }) => [collection, JSON.stringify(attributes), subject] as const,
  );
  // A list in JSON makes one prepared statement for any number of rows.
  await trx
    .insertInto('events')
    .columns(['galleryId', 'collection', 'createdAt', 'attributes', 'subject'])
    .expression(
      sql`select ${galleryId}, value->>0, ${now}, value->>1, value->>2 from json_each(${JSON.stringify(texts)})`,
    )
    .execute();
  const added = countersOf(events, now);
  const counted = await trx
    .insertInto('eventCounters')
    .columns(['galleryId', 'collection', 'attribute', 'value', 'period', 'startsAt', 'count'])
    .expression(
      sql`select ${galleryId}, value->>0, value->>1, value->>2, value->>3, value->>4, value->>5
        from json_each(${JSON.stringify(added)}) where true`,
    )
    .onConflict((conflict) =>
      conflict
        .columns(['galleryId', 'collection', 'attribute', 'value', 'period', 'startsAt'])
        .doUpdateSet({ count: sql`"eventCounters".count + excluded.count` }),
    )
    .returning(['period', 'count'])
    .execute();
  // A counter that has what was added to it is new.
  const isNew = counted.filter(({ count }, i) => count === added[i]?.[5]);
  const totals = isNew.filter(({ period }) => period === 'all').length;
  return addSpace(trx, galleryId, {
    events: events.length,
    bytes: texts.reduce((sum, [, text]) => sum + bytesOf(Buffer.byteLength(text)), 0),
    counters: isNew.length - totals,
    totals,
  });
}

/** Whether counting an event would begin a counter of a value that was never counted before. */
export async function isOfNewValue(
  catalog: Kysely<Tables>,
  galleryId: number,
  { collection, groupBy, attributes }: NewEvent,
): Promise<boolean> {
  for (const attribute of groupBy) {
    const value = attributes[attribute];
    if (value === undefined) continue;
    const known = await catalog
      .selectFrom('eventCounters')
      .select('count')
      .where('galleryId', '=', galleryId)
      .where('collection', '=', collection)
      .where('attribute', '=', attribute)
      .where('value', '=', value)
      .where('period', '=', 'all')
      .executeTakeFirst();
    if (!known) return true;
  }
  return false;
}

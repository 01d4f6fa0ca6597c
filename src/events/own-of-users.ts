import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import type { Tables } from '../catalog/tables';
import { Turns } from '../concurrency/turns';
import { LENGTH, ROWS_AT_ONCE, takeOff } from './event-bounds';
import { addSpace, spaceOf } from './event-rows';
import { SIGHTINGS } from './own-events';

/** The app's own collections of what somebody recognized: each member of a gallery has their own count. No other name has a colon. */
export const OF_USERS: readonly string[] = ['recognitions', SIGHTINGS];

/**
 * The name under which a collection is stored.
 * @param userId whose it is, if each member has their own
 * @param firstUserId who had the gallery before it had members: theirs has no id in its name
 */
export const storedName = (collection: string, userId: number, firstUserId: number | null): string =>
  OF_USERS.includes(collection) && userId !== firstUserId ? `${collection}:${userId}` : collection;

/** `storedName` as a statement finds it, so that a page needs no query more. It doesn't depend on the row: an index is searched by it. */
export const nameIn = (galleryId: number, collection: string, userId: number) => sql<string>`
  case (select "firstUserId" from "eventSpace" where "galleryId" = ${galleryId})
    when ${userId} then ${storedName(collection, userId, userId)} else ${storedName(collection, userId, null)} end`;

/** Finds the names under which sightings of a gallery's members, and of its first user, may be stored. */
export const sightingsIn = async (catalog: Kysely<Tables>, galleryId: number): Promise<string[]> => [
  SIGHTINGS,
  ...(await namesIn(catalog, galleryId, SIGHTINGS)),
];

/** Finds the ids of everybody of whose results something is counted in a gallery. */
export async function countedUsers(catalog: Kysely<Tables>, galleryId: number): Promise<number[]> {
  const names: string[] = [];
  for (const each of OF_USERS) names.push(...(await namesIn(catalog, galleryId, each)));
  const { firstUserId } = await spaceOf(catalog, galleryId);
  const ids = names.map((each) => Number(each.slice(each.indexOf(':') + 1)));
  return [...new Set(firstUserId === null ? ids : [...ids, firstUserId])];
}

/** Finds the names of a collection with a user's id. */
async function namesIn(catalog: Kysely<Tables>, galleryId: number, collection: string): Promise<string[]> {
  const names: string[] = [];
  for (let last = `${collection}:`; ; ) {
    const next = await catalog
      .selectFrom('eventCounters')
      .select('collection')
      .where('galleryId', '=', galleryId)
      .where('collection', '>', last)
      .where('collection', '<', `${collection};`) // which comes after the colon
      .orderBy('collection')
      .limit(1)
      .executeTakeFirst();
    if (!next) return names;
    last = next.collection;
    names.push(last);
  }
}

async function deleteSome(
  trx: Transaction<Tables>,
  galleryId: number,
  collection: RawBuilder<string>,
): Promise<number> {
  const ids = trx
    .selectFrom('events')
    .select('id')
    .where('galleryId', '=', galleryId)
    .where('collection', '=', collection)
    .limit(ROWS_AT_ONCE);
  const gone = await trx.deleteFrom('events').where('id', 'in', ids).returning(LENGTH).execute();
  await takeOff(trx, galleryId, gone);
  const counters = trx
    .selectFrom('eventCounters')
    .select(['attribute', 'value', 'period', 'startsAt'])
    .where('galleryId', '=', galleryId)
    .where('collection', '=', collection)
    .limit(ROWS_AT_ONCE)
    .$asTuple('attribute', 'value', 'period', 'startsAt');
  const counted = await trx
    .deleteFrom('eventCounters')
    .where('galleryId', '=', galleryId)
    .where('collection', '=', collection)
    .where(({ eb, refTuple }) => eb(refTuple('attribute', 'value', 'period', 'startsAt'), 'in', counters))
    .returning('period')
    .execute();
  const totals = counted.filter(({ period }) => period === 'all').length;
  if (counted.length > 0) await addSpace(trx, galleryId, { counters: totals - counted.length, totals: -totals });
  return gone.length + counted.length;
}

/** Deletes what was counted of a member's results in a gallery, little by little. */
export async function emptyEventsOf(catalog: Catalog, galleryId: number, userId: number): Promise<void> {
  const turns = new Turns();
  for (const collection of OF_USERS) {
    const name = nameIn(galleryId, collection, userId);
    while ((await catalog.transaction().execute((trx) => deleteSome(trx, galleryId, name))) > 0) await turns.next();
  }
}

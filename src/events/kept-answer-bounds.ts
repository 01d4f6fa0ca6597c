import { sql } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { Turns } from '../concurrency/turns';
import { GONE, keysOf, NOT_KEPT, type RequestName } from './kept-answers';

/** How many requests of a key are remembered: the newest. */
const MAX_OF_KEY = 1000;
/** How many of all keys that somebody has in a gallery, and the bytes of their answers, which are beside the quota: the newest. */
const MAX_OF_MAKER = 10_000;
const MAX_BYTES = 16_000_000;
/** How many are deleted by one statement of an account’s deletion. */
const ROWS_AT_ONCE = 100;

/** Forgets a key’s oldest requests beyond its bound. Those that run are among the newest, as few of a user run at once. */
export async function boundOfKey(catalog: Catalog, { apiKeyId }: RequestName): Promise<void> {
  const ofKey = catalog.selectFrom('idempotentRequests').where('apiKeyId', '=', apiKeyId);
  const { rows } = await ofKey.select(({ fn }) => fn.countAll<number>().as('rows')).executeTakeFirstOrThrow();
  if (Number(rows) <= MAX_OF_KEY) return;
  const older = ofKey.select('idempotencyKey').orderBy('createdAt', 'desc').limit(-1).offset(MAX_OF_KEY);
  await catalog
    .deleteFrom('idempotentRequests')
    .where('apiKeyId', '=', apiKeyId)
    .where('idempotencyKey', 'in', older)
    .execute();
}

/** Forgets the oldest requests of somebody's keys to a gallery beyond its bound, and the oldest answers where all take up too much. */
export async function boundOfMaker(catalog: Catalog, galleryId: number, userId: number): Promise<void> {
  const keys = keysOf(catalog, galleryId).where('userId', '=', userId);
  const rows = await catalog
    .selectFrom('idempotentRequests')
    .select('createdAt')
    .select(sql<number>`coalesce(octet_length("answer"), 0)`.as('bytes'))
    .where('apiKeyId', 'in', keys)
    .orderBy('createdAt', 'desc')
    .execute();
  const tooOld = rows[MAX_OF_MAKER];
  if (tooOld)
    await catalog
      .deleteFrom('idempotentRequests')
      .where('apiKeyId', 'in', keys)
      .where('createdAt', '<=', tooOld.createdAt)
      .execute();
  let bytes = 0;
  const tooMuch = rows.find((each) => {
    bytes += Number(each.bytes);
    return bytes > MAX_BYTES;
  });
  if (tooMuch)
    await catalog
      .updateTable('idempotentRequests')
      .set({ answer: NOT_KEPT })
      .where('apiKeyId', 'in', keys)
      .where('createdAt', '<=', tooMuch.createdAt)
      .where('answer', 'not in', [NOT_KEPT, GONE])
      .execute();
}

/** Deletes all requests of a gallery whose account is deleted, little by little. */
export async function removeRequests(catalog: Catalog, galleryId: number): Promise<void> {
  const turns = new Turns();
  for (const { id } of await keysOf(catalog, galleryId).execute())
    for (let gone = 1n; gone > 0n; await turns.next()) {
      const ofKey = catalog.selectFrom('idempotentRequests').where('apiKeyId', '=', id);
      const { numDeletedRows } = await catalog
        .deleteFrom('idempotentRequests')
        .where('apiKeyId', '=', id)
        .where('idempotencyKey', 'in', ofKey.select('idempotencyKey').limit(ROWS_AT_ONCE))
        .executeTakeFirst();
      gone = numDeletedRows;
    }
}

/** Forgets the requests before a time. */
export async function removeRequestsBefore(catalog: Catalog, time: number): Promise<void> {
  await catalog.deleteFrom('idempotentRequests').where('createdAt', '<', time).execute();
}

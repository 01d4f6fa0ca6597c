import type { Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import type { Tables } from '../catalog/tables';
import { type OutboxRow, takeFromOutbox } from '../events/outbox';
import { roleIn } from '../gallery/memberships';
import { addDelivery, trimDeliveries, waitingOf } from './delivery-rows';

/** Rows of the outbox that are taken at once. */
const TAKEN_AT_ONCE = 100;
/** Deliveries that may wait for one webhook: a receiver that is down for a day must not fill the disk. */
const MAX_WAITING = 1000;

/** Webhooks that want what is in some rows of the outbox. */
async function wantedBy(trx: Transaction<Tables>, rows: readonly OutboxRow[]) {
  const galleries = [...new Set(rows.map(({ galleryId }) => galleryId))];
  return trx
    .selectFrom('webhooks')
    .select(['id', 'galleryId', 'userId', 'types'])
    .where('galleryId', 'in', galleries)
    .where('state', '=', 'on')
    .execute();
}

/** Turns what is in the outbox into deliveries, one for each webhook that wants it. @returns whether there may be more */
export async function fanOut(catalog: Catalog): Promise<boolean> {
  // A transaction waits for the disk, so none is begun for nothing.
  if (!(await catalog.selectFrom('outbox').select('id').limit(1).executeTakeFirst())) return false;
  return catalog.transaction().execute(async (trx) => {
    const rows = await takeFromOutbox(trx, TAKEN_AT_ONCE);
    for (const { id: webhookId, galleryId, userId, types } of await wantedBy(trx, rows)) {
      // Nothing is sent for who owns the gallery no more.
      if (userId === null || (await roleIn(trx, galleryId, userId)) !== 'owner') continue;
      const isFor = (row: OutboxRow) => row.galleryId === galleryId && (row.userId ?? userId) === userId;
      const wanted = rows.filter((row) => isFor(row) && types.split(' ').includes(row.type));
      let waiting = await waitingOf(trx, webhookId, 0);
      for (const { type, data, createdAt: happenedAt } of wanted) {
        const isDropped = waiting >= MAX_WAITING;
        await addDelivery(trx, { webhookId, type, data, happenedAt, isAsked: 0, isDropped });
        waiting += 1;
      }
      await trimDeliveries(trx, webhookId);
    }
    return rows.length === TAKEN_AT_ONCE;
  });
}

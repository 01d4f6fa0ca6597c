import type { Kysely, Selectable, SelectQueryBuilder, Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import type { WebhookAttemptTable, WebhookDeliveryTable } from '../catalog/webhook-tables';
import { Turns } from '../concurrency/turns';
import { randomId } from '../storage/names';

/** How many deliveries are deleted by one statement, each with up to twenty attempts. */
const DELETED_AT_ONCE = 100;
/** Ended deliveries of a webhook that are listed. */
const LISTED = 500;

export type Delivery = Selectable<WebhookDeliveryTable>;
export type Attempt = Selectable<WebhookAttemptTable>;

/** What is to be delivered. */
export type NewDelivery = Pick<Delivery, 'webhookId' | 'type' | 'data' | 'happenedAt' | 'isAsked'> & {
  /** It is only listed, as too many are waiting. */
  isDropped?: boolean;
};

/** Adds a delivery, which is due at once. */
export async function addDelivery(
  trx: Kysely<Tables>,
  { isDropped = false, ...given }: NewDelivery,
): Promise<Delivery> {
  const now = Date.now();
  return trx
    .insertInto('webhookDeliveries')
    .values({
      ...{ ...given, handle: randomId(), state: isDropped ? 'dropped' : 'waiting', attempts: 0 },
      ...{ nextAt: isDropped ? null : now, createdAt: now },
    })
    .returningAll()
    .executeTakeFirstOrThrow();
}

type Choosing = SelectQueryBuilder<Tables, 'webhookDeliveries', { id: number }>;

/** Deletes deliveries little by little. @param which says which */
export async function removeDeliveries(catalog: Kysely<Tables>, which: (query: Choosing) => Choosing): Promise<void> {
  const turns = new Turns();
  for (let some = DELETED_AT_ONCE; some === DELETED_AT_ONCE; await turns.next()) {
    const chosen = which(catalog.selectFrom('webhookDeliveries').select('id')).limit(DELETED_AT_ONCE);
    const { numDeletedRows } = await catalog
      .deleteFrom('webhookDeliveries')
      .where('id', 'in', chosen)
      .executeTakeFirstOrThrow();
    some = Number(numDeletedRows);
  }
}

/** Counts what waits for a webhook. @param isAsked 1 for what somebody asked for, 0 for what happened */
export async function waitingOf(trx: Kysely<Tables>, webhookId: number, isAsked: 0 | 1): Promise<number> {
  const { count } = await trx
    .selectFrom('webhookDeliveries')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('webhookId', '=', webhookId)
    .where('state', '=', 'waiting')
    .where('isAsked', '=', isAsked)
    .executeTakeFirstOrThrow();
  return count;
}

/** Forgets the oldest ended deliveries of a webhook, when there are more than are listed. */
export async function trimDeliveries(trx: Transaction<Tables>, webhookId: number): Promise<void> {
  const ended = trx
    .selectFrom('webhookDeliveries')
    .select('id')
    .where('webhookId', '=', webhookId)
    .where('state', '<>', 'waiting');
  await trx
    .deleteFrom('webhookDeliveries')
    .where('id', 'in', ended.orderBy('id', 'desc').limit(-1).offset(LISTED))
    .execute();
}

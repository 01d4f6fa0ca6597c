import type { Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { type Lease, requireLease } from '../catalog/leases';
import type { Tables } from '../catalog/tables';
import { tell } from '../events/happenings';
import { DAY_MS } from '../units';
import type { Attempt, Delivery } from './delivery-rows';
import { pauseAfter } from './sending/retries';
import { presentWebhooks, updateWebhook, type Webhook, webhookOf } from './webhook-rows';

/** For how long nothing gets through before a webhook is switched off. */
const OFF_AFTER_MS = 3 * DAY_MS;
/** Attempts of one delivery that are listed: somebody may send it again and again. */
const LISTED_ATTEMPTS = 20;

/** What came of an attempt. */
export interface AttemptResult extends Pick<Attempt, 'startedAt' | 'milliseconds' | 'status' | 'failure' | 'answer'> {
  /** How long the receiver asked to be left alone, in milliseconds. */
  retryAfterMs: number;
}

/** What was sent, by which state of the webhook, and under which lease. */
export interface Sent {
  lease: Lease;
  deliveryId: number;
  webhookId: number;
  version: number;
}

/** What a delivery is after an attempt. */
function after(delivery: Delivery, { failure, retryAfterMs }: AttemptResult) {
  const attempts = delivery.attempts + 1;
  if (failure === null) return { state: 'delivered', attempts, nextAt: null } as const;
  const isLast = delivery.isAsked === 1 || failure === 'gone';
  const pause = isLast ? undefined : pauseAfter(attempts, retryAfterMs);
  if (pause === undefined) return { state: 'failed', attempts, nextAt: null } as const;
  return { state: 'waiting', attempts, nextAt: Date.now() + pause } as const;
}

/**
 * Records what came of an attempt. It says nothing of a webhook that was changed or deleted meanwhile: then nothing is written, and what is still
 * to be delivered is tried again.
 * @returns whether the webhook was switched off by it
 * @throws LeaseLost when another process sends by now: it tries the delivery again
 */
export async function recordAttempt(catalog: Catalog, sent: Sent, result: AttemptResult): Promise<boolean> {
  return catalog.transaction().execute(async (trx) => {
    await requireLease(trx, sent.lease);
    const webhook = await presentWebhooks(trx)
      .where('id', '=', sent.webhookId)
      .where('version', '=', sent.version)
      .executeTakeFirst();
    const delivery = await trx
      .selectFrom('webhookDeliveries')
      .selectAll()
      .where('id', '=', sent.deliveryId)
      .where('state', '=', 'waiting')
      .executeTakeFirst();
    if (!webhook || !delivery) return false;
    const { retryAfterMs: _, ...attempt } = result;
    await trx
      .insertInto('webhookAttempts')
      .values({ deliveryId: delivery.id, ...attempt })
      .execute();
    await trimAttempts(trx, delivery.id);
    const next = after(delivery, result);
    await trx.updateTable('webhookDeliveries').set(next).where('id', '=', delivery.id).execute();
    return noteHealth(trx, webhookOf(webhook), result, next.state === 'failed' && delivery.isAsked === 0);
  });
}

async function trimAttempts(trx: Transaction<Tables>, deliveryId: number): Promise<void> {
  const own = trx.selectFrom('webhookAttempts').select('id').where('deliveryId', '=', deliveryId);
  await trx
    .deleteFrom('webhookAttempts')
    .where('id', 'in', own.orderBy('id', 'desc').limit(-1).offset(LISTED_ATTEMPTS))
    .execute();
}

/** Keeps in mind since when nothing gets through, and switches a webhook off after days of that. @returns whether it did */
async function noteHealth(
  trx: Transaction<Tables>,
  webhook: Webhook,
  { failure }: AttemptResult,
  isGivenUp: boolean,
): Promise<boolean> {
  const now = Date.now();
  const failingSince = failure === null ? null : (webhook.failingSince ?? now);
  const isHopeless = failure === 'gone' || (isGivenUp && failingSince !== null && now - failingSince >= OFF_AFTER_MS);
  const isSwitchedOff = isHopeless && webhook.state === 'on';
  if (failingSince === webhook.failingSince && !isSwitchedOff) return false;
  await updateWebhook(trx, webhook, { failingSince, ...(isSwitchedOff && { state: 'off' as const }) });
  if (isSwitchedOff) await tell(trx, webhook.galleryId, { type: 'webhook.switched-off', webhook: webhook.handle });
  return isSwitchedOff;
}

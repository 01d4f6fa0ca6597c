import type { Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import type { Tables } from '../catalog/tables';
import { surelyPast } from '../concurrency/schedule';
import { deliveryNotFound, tooManySentByHand } from '../errors';
import type { Viewer } from '../gallery/viewer';
import { DAY_MS } from '../units';
import { type Attempt, addDelivery, type Delivery, removeDeliveries, trimDeliveries, waitingOf } from './delivery-rows';
import type { Sender } from './sender';
import { findOwnWebhook, type Webhook } from './webhook-rows';
import type { Webhooks } from './webhooks';

/** How long deliveries are listed. Whatever waits still is given up then. */
const KEPT_MS = 7 * DAY_MS;
/** The type of the message that shows whether a webhook works. */
const TEST_TYPE = 'webhook.test';

/** How many deliveries that were asked for may wait for one webhook. */
const MAX_ASKED = 10;

/** @throws tooManySentByHand when no more may be asked for */
async function ensurePlace(trx: Transaction<Tables>, webhookId: number): Promise<void> {
  if ((await waitingOf(trx, webhookId, 1)) >= MAX_ASKED) throw tooManySentByHand(MAX_ASKED);
}

/** A delivery with its attempts, the latest first. */
export interface DeliveryInFull extends Delivery {
  tries: Attempt[];
}

/** The log of deliveries, and what people send by hand. */
export class Deliveries {
  constructor(
    private readonly catalog: Catalog,
    private readonly webhooks: Webhooks,
    private readonly sender: Sender,
  ) {}

  /**
   * Lists deliveries of a webhook, the newest first.
   * @param before the id of the last one on the page before
   */
  async list({ id }: Webhook, limit: number, before = Number.MAX_SAFE_INTEGER): Promise<Delivery[]> {
    return this.catalog
      .selectFrom('webhookDeliveries')
      .selectAll()
      .where('webhookId', '=', id)
      .where('id', '<', before)
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
  }

  /** Finds a delivery of a webhook, with its attempts. @throws deliveryNotFound */
  async find({ id }: Webhook, handle: string): Promise<DeliveryInFull> {
    const delivery = await this.catalog
      .selectFrom('webhookDeliveries')
      .selectAll()
      .where('webhookId', '=', id)
      .where('handle', '=', handle)
      .executeTakeFirstOrThrow(deliveryNotFound);
    const tries = await this.catalog
      .selectFrom('webhookAttempts')
      .selectAll()
      .where('deliveryId', '=', delivery.id)
      .orderBy('id', 'desc')
      .execute();
    return { ...delivery, tries };
  }

  /**
   * Sends a test to a webhook, even while it is paused.
   * @returns the delivery, which is being sent
   * @throws webhookNotFound, webhookOfAnother, tooManySentByHand
   */
  async test(viewer: Viewer, handle: string): Promise<Delivery> {
    const delivery = await this.catalog.transaction().execute(async (trx) => {
      const { id: webhookId } = await findOwnWebhook(trx, viewer, handle);
      await ensurePlace(trx, webhookId);
      const data = JSON.stringify({ webhook: handle });
      const added = await addDelivery(trx, { webhookId, type: TEST_TYPE, data, happenedAt: Date.now(), isAsked: 1 });
      await trimDeliveries(trx, webhookId);
      return added;
    });
    this.sender.wake();
    return delivery;
  }

  /**
   * Sends a delivery again, at once: once if it had ended, or if the webhook isn't on. Receivers know it by the same id.
   * @throws webhookNotFound, webhookOfAnother, deliveryNotFound, tooManySentByHand
   */
  async sendAgain(viewer: Viewer, webhook: string, handle: string): Promise<Delivery> {
    const delivery = await this.catalog.transaction().execute(async (trx) => {
      const { id: webhookId, state } = await findOwnWebhook(trx, viewer, webhook);
      const own = await trx
        .selectFrom('webhookDeliveries')
        .select(['id', 'state', 'isAsked'])
        .where('webhookId', '=', webhookId)
        .where('handle', '=', handle)
        .executeTakeFirstOrThrow(deliveryNotFound);
      const isWaiting = own.state === 'waiting';
      const isAsked = isWaiting && state === 'on' ? own.isAsked : 1;
      if (isAsked === 1 && !(isWaiting && own.isAsked === 1)) await ensurePlace(trx, webhookId);
      return trx
        .updateTable('webhookDeliveries')
        .set({ isAsked, state: 'waiting', nextAt: Date.now() })
        .where('id', '=', own.id)
        .returningAll()
        .executeTakeFirstOrThrow();
    });
    this.sender.wake();
    return delivery;
  }

  /** Waits until a delivery has been tried, or for some seconds. */
  attempted({ id }: Delivery): Promise<void> {
    return this.sender.attempted(id, 3000);
  }

  /** Removes old deliveries, and goes on with deletions that were interrupted. @param past a timestamp that has surely passed */
  async tidy(past = surelyPast()): Promise<void> {
    await removeDeliveries(this.catalog, (query) => query.where('createdAt', '<', past - KEPT_MS));
    await this.webhooks.forgetSecrets(past);
    await this.webhooks.tidy();
  }
}

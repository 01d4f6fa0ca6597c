import { actAs } from '../../src/events/actor';
import type { Happening } from '../../src/events/happenings';
import { tell } from '../../src/events/happenings';
import type { SentType } from '../../src/events/outbox';
import type { Delivery } from '../../src/webhooks/delivery-rows';
import type { Webhook } from '../../src/webhooks/webhook-rows';
import type { TestApp } from './app';
import { until } from './app-process';
import { viewerOf } from './people';

/** Receivers on this machine are allowed. */
export const LOOPBACK_ALLOWED = { WEBHOOK_ALLOWED_HOSTS: '127.0.0.1' };

const { signal } = new AbortController();

/** Adds a webhook of Ada's. */
export async function addWebhook(
  app: TestApp,
  url: string,
  types: readonly SentType[] = ['person.added'],
  owner = 'Ada',
): Promise<{ webhook: Webhook; secret: string }> {
  return app.services.webhooks.add(await viewerOf(app, owner), { name: 'Test', url, types }, { signal });
}

/** Has something happen in somebody's gallery. */
export async function happens(app: TestApp, happening: Happening, owner = 'Ada'): Promise<void> {
  const { gallery, userId } = await viewerOf(app, owner);
  await actAs({ userId, key: null, address: null }, () =>
    app.services.catalog.transaction().execute((trx) => tell(trx, gallery.id, happening)),
  );
}

/** Somebody was added, whom nobody has in the gallery. */
export const someoneAdded = (person = 'somebody'): Happening => ({ type: 'person.added', person, name: 'Somebody' });

/** Waits until the newest delivery of a webhook is as a test wants it. */
export async function deliveryThat(
  app: TestApp,
  webhook: Webhook,
  fits: (delivery: Delivery) => boolean,
): Promise<Delivery> {
  let found: Delivery | undefined;
  await until(async () => {
    [found] = await app.services.deliveries.list(webhook, 1);
    return found !== undefined && fits(found);
  });
  if (!found) throw new Error('nothing was delivered');
  return found;
}

/** Makes what waits due now. */
export async function hurry({ services }: TestApp): Promise<void> {
  await services.catalog
    .updateTable('webhookDeliveries')
    .set({ nextAt: Date.now() })
    .where('state', '=', 'waiting')
    .execute();
  services.sender.wake();
}

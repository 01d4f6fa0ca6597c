import type Koa from 'koa';
import { API_PREFIX } from '../../web/responses/api-paths';
import { clientAbortSignal } from '../../web/responses/client-abort';
import { apiRoutes } from '../protocol/api-routes';
import { listReply } from '../protocol/lists';
import type { ApiNeeds } from '../services';
import * as calls from './operations';
import { presentDelivery, presentDeliveryInFull, presentWebhook } from './present-webhooks';

/** Registers the calls that add, change and delete webhooks, and those that show how they were delivered. */
export function register(app: Koa, services: ApiNeeds): void {
  const { webhooks, deliveries } = services;
  const api = apiRoutes(app, services);

  api.on(calls.listWebhooks, async ({ ctx, gallery, query: { limit, cursor = 0 } }) => {
    const all = await webhooks.list(gallery);
    const after = all.filter(({ id }) => id > cursor);
    return listReply(ctx, after, limit, ({ id }) => id, presentWebhook);
  });

  api.on(calls.addWebhook, async ({ ctx, gallery, body }) => {
    const { webhook, secret } = await webhooks.add(gallery, body, { signal: clientAbortSignal(ctx) });
    return {
      status: 201,
      body: { ...presentWebhook(webhook), secret },
      headers: { Location: `${API_PREFIX}/webhooks/${webhook.handle}` },
    };
  });

  api.on(calls.showWebhook, async ({ gallery, params }) => ({
    status: 200,
    body: presentWebhook(await webhooks.find(gallery, params.webhook)),
  }));

  api.on(calls.changeWebhook, async ({ ctx, gallery, params, body: { paused, ...change } }) => ({
    status: 200,
    body: presentWebhook(
      await webhooks.change(
        gallery,
        params.webhook,
        { ...change, isPaused: paused },
        { signal: clientAbortSignal(ctx) },
      ),
    ),
  }));

  api.on(calls.rotateWebhookSecret, async ({ gallery, params }) => {
    const { webhook, secret } = await webhooks.rotate(gallery, params.webhook);
    return { status: 200, body: { ...presentWebhook(webhook), secret } };
  });

  api.on(calls.deleteWebhook, async ({ gallery, params }) => {
    await webhooks.remove(gallery, params.webhook);
    return { status: 204 };
  });

  api.on(calls.testWebhook, async ({ gallery, params }) => ({
    status: 202,
    body: presentDelivery(await deliveries.test(gallery, params.webhook)),
  }));

  api.on(calls.listDeliveries, async ({ ctx, gallery, params, query: { limit, cursor } }) => {
    const webhook = await webhooks.find(gallery, params.webhook);
    const found = await deliveries.list(webhook, limit + 1, cursor);
    return listReply(ctx, found, limit, ({ id }) => id, presentDelivery);
  });

  api.on(calls.showDelivery, async ({ gallery, params }) => {
    const webhook = await webhooks.find(gallery, params.webhook);
    return { status: 200, body: presentDeliveryInFull(await deliveries.find(webhook, params.delivery)) };
  });

  api.on(calls.sendDeliveryAgain, async ({ gallery, params }) => ({
    status: 202,
    body: presentDelivery(await deliveries.sendAgain(gallery, params.webhook, params.delivery)),
  }));

  api.register();
}

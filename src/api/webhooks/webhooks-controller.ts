import type Koa from 'koa';
import { viewerOf } from '../../auth/guards';
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

  api.on(calls.addWebhook, async ({ ctx, body }) => {
    const { webhook, secret } = await webhooks.add(viewerOf(ctx), body, { signal: clientAbortSignal(ctx) });
    return {
      status: 201,
      body: { ...presentWebhook(webhook), secret },
      headers: { Location: `${API_PREFIX}/webhooks/${webhook.handle}` },
    };
  });

  api.on(calls.showWebhook, async ({ ctx, params }) => ({
    status: 200,
    body: presentWebhook(await webhooks.find(viewerOf(ctx), params.webhook)),
  }));

  api.on(calls.changeWebhook, async ({ ctx, params, body: { paused, ...change } }) => ({
    status: 200,
    body: presentWebhook(
      await webhooks.change(
        viewerOf(ctx),
        params.webhook,
        { ...change, isPaused: paused },
        { signal: clientAbortSignal(ctx) },
      ),
    ),
  }));

  api.on(calls.rotateWebhookSecret, async ({ ctx, params }) => {
    const { webhook, secret } = await webhooks.rotate(viewerOf(ctx), params.webhook);
    return { status: 200, body: { ...presentWebhook(webhook), secret } };
  });

  api.on(calls.deleteWebhook, async ({ gallery, params }) => {
    await webhooks.remove(gallery, params.webhook);
    return { status: 204 };
  });

  api.on(calls.testWebhook, async ({ ctx, params }) => ({
    status: 202,
    body: presentDelivery(await deliveries.test(viewerOf(ctx), params.webhook)),
  }));

  api.on(calls.listDeliveries, async ({ ctx, params, query: { limit, cursor } }) => {
    const webhook = await webhooks.find(viewerOf(ctx), params.webhook);
    const found = await deliveries.list(webhook, limit + 1, cursor);
    return listReply(ctx, found, limit, ({ id }) => id, presentDelivery);
  });

  api.on(calls.showDelivery, async ({ ctx, params }) => {
    const webhook = await webhooks.find(viewerOf(ctx), params.webhook);
    return { status: 200, body: presentDeliveryInFull(await deliveries.find(webhook, params.delivery)) };
  });

  api.on(calls.sendDeliveryAgain, async ({ ctx, params }) => ({
    status: 202,
    body: presentDelivery(await deliveries.sendAgain(viewerOf(ctx), params.webhook, params.delivery)),
  }));

  api.register();
}

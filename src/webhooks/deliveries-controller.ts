import type Koa from 'koa';
import { ensureOwner, viewerOf } from '../auth/guards';
import type { Context } from '../web/context';
import { seeOther } from '../web/middleware/forms';
import { createRouter } from '../web/routes';
import type { Delivery } from './delivery-rows';
import { presentDeliveryInFull, presentWebhook, webhookUrl } from './present-webhooks';
import type { WebhookNeeds } from './services';

/** Registers the pages of deliveries, and the forms that send one by hand. */
export function register(app: Koa, { webhooks, deliveries }: WebhookNeeds): void {
  const router = createRouter('/webhooks/:handle');

  /** Shows a delivery with its attempts. */
  async function showDelivery(ctx: Context<{ handle: string; delivery: string }>): Promise<void> {
    const webhook = await webhooks.find(viewerOf(ctx), ctx.params.handle);
    const delivery = await deliveries.find(webhook, ctx.params.delivery);
    ctx.render('delivery', {
      title: `Delivery to ${webhook.name}`,
      webhook: presentWebhook(webhook),
      ...presentDeliveryInFull(delivery, webhook),
    });
  }

  async function showOnceTried(ctx: Context<{ handle: string }>, delivery: Delivery): Promise<void> {
    await deliveries.attempted(delivery);
    seeOther(ctx, `${webhookUrl(ctx.params)}/deliveries/${delivery.handle}`);
  }

  /** Sends a test and shows what came of it. */
  async function sendTest(ctx: Context<{ handle: string }>): Promise<void> {
    await showOnceTried(ctx, await deliveries.test(viewerOf(ctx), ctx.params.handle));
  }

  /** Sends a delivery again and shows what came of it. */
  async function sendAgain(ctx: Context<{ handle: string; delivery: string }>): Promise<void> {
    const { handle, delivery } = ctx.params;
    await showOnceTried(ctx, await deliveries.sendAgain(viewerOf(ctx), handle, delivery));
  }

  router.post('/test', ensureOwner, sendTest);
  router.get('/deliveries/:delivery', ensureOwner, showDelivery);
  router.post('/deliveries/:delivery/again', ensureOwner, sendAgain);
  app.use(router.routes()).use(router.allowedMethods());
}

import type Koa from 'koa';
import { ensureOwner, galleryOf, viewerOf } from '../auth/guards';
import type { Context, Middleware } from '../web/context';
import { queryOf } from '../web/fields';
import { type Filled, form, seeOther } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices } from '../web/pages/notices';
import { clientAbortSignal } from '../web/responses/client-abort';
import { createRouter } from '../web/routes';
import { presentBoxes, presentDelivery, presentWebhook, webhookUrl } from './present-webhooks';
import type { WebhookNeeds } from './services';
import type { Webhook } from './webhook-rows';
import { deliveriesQuery, webhookForm } from './webhooks-schema';

const PAGE_SIZE = 25;

type OneContext = Context<{ handle: string }>;

/** Registers the pages of webhooks: the list with its form, and each webhook with its deliveries. */
export function register(app: Koa, { webhooks, deliveries }: WebhookNeeds): void {
  const router = createRouter('/webhooks');

  /** Shows the webhooks of the gallery. */
  async function showWebhooks(ctx: Context): Promise<void> {
    const { gallery, userId } = viewerOf(ctx);
    ctx.render('webhooks', {
      title: 'Webhooks',
      webhooks: (await webhooks.list(gallery)).map((each) => ({
        ...presentWebhook(each),
        isOwn: each.userId === userId,
        deleteUrl: `${webhookUrl(each)}/delete`,
      })),
      boxes: presentBoxes(['person.seen'], ctx.state.formFault?.values),
    });
  }

  /** @param secret shown this once: a redirect would have to carry it in its address or in the session, where others could read it */
  async function render(ctx: Context, webhook: Webhook, secret: string | null): Promise<void> {
    const { before } = queryOf(ctx, deliveriesQuery);
    const found = await deliveries.list(webhook, PAGE_SIZE + 1, before);
    const shown = found.slice(0, PAGE_SIZE);
    const last = found.length > PAGE_SIZE ? shown.at(-1) : undefined;
    ctx.render('webhook', {
      title: webhook.name,
      ...presentWebhook(webhook),
      secret,
      boxes: presentBoxes(webhook.types, ctx.state.formFault?.values),
      deliveries: shown.map((each) => presentDelivery(each, webhook)),
      previousUrl: before === undefined ? null : webhookUrl(webhook),
      nextUrl: last ? `${webhookUrl(webhook)}?before=${last.id}` : null,
    });
  }

  /** Shows a webhook with its deliveries. */
  async function showWebhook(ctx: OneContext): Promise<void> {
    await render(ctx, await webhooks.find(viewerOf(ctx), ctx.params.handle), null);
  }

  /** Adds a webhook and shows its secret, this once. */
  async function addWebhook(ctx: Context<object, Filled<typeof webhookForm>>): Promise<void> {
    const signal = clientAbortSignal(ctx);
    const { webhook, secret } = await webhooks.add(viewerOf(ctx), ctx.state.form, { signal });
    await render(ctx, webhook, secret);
  }

  /** Finds the webhook before the form is read: without it, faults in the form don't matter. */
  const findWebhook: Middleware<{ handle: string }> = async function findWebhook(ctx, next) {
    await webhooks.find(viewerOf(ctx), ctx.params.handle);
    await next();
  };

  /** Changes the name, the address and the types of a webhook. */
  async function changeWebhook(ctx: Context<{ handle: string }, Filled<typeof webhookForm>>): Promise<void> {
    const signal = clientAbortSignal(ctx);
    const webhook = await webhooks.change(viewerOf(ctx), ctx.params.handle, ctx.state.form, { signal });
    addNotices(ctx, [{ kind: 'success', text: 'The webhook was changed.' }]);
    seeOther(ctx, webhookUrl(webhook));
  }

  const pausing = (isPaused: boolean, text: string) =>
    async function pauseWebhook(ctx: OneContext): Promise<void> {
      const signal = clientAbortSignal(ctx);
      const webhook = await webhooks.change(viewerOf(ctx), ctx.params.handle, { isPaused }, { signal });
      addNotices(ctx, [{ kind: 'success', text }]);
      seeOther(ctx, webhookUrl(webhook));
    };
  /** Pauses a webhook. */
  const pauseWebhook = pausing(true, 'The webhook is paused.');
  /** Turns a webhook on again. */
  const resumeWebhook = pausing(false, 'The webhook is on again.');

  /** Gives a webhook a new secret and shows it, this once. */
  async function rotateSecret(ctx: OneContext): Promise<void> {
    const { webhook, secret } = await webhooks.rotate(viewerOf(ctx), ctx.params.handle);
    await render(ctx, webhook, secret);
  }

  /** Deletes a webhook with its deliveries. */
  async function removeWebhook(ctx: OneContext): Promise<void> {
    const { name } = await webhooks.remove(galleryOf(ctx), ctx.params.handle);
    addNotices(ctx, [{ kind: 'success', text: `The webhook “${name}” was deleted.` }]);
    seeOther(ctx, '/webhooks');
  }

  const readForm = form(webhookForm);
  router.get('/', ensureOwner, showWebhooks);
  router.post('/', ensureOwner, showFaultIn('webhook', showWebhooks), readForm, addWebhook);
  router.get('/:handle', ensureOwner, showWebhook);
  router.post(
    '/:handle/change',
    ensureOwner,
    showFaultIn('webhook', showWebhook),
    findWebhook,
    readForm,
    changeWebhook,
  );
  router.post('/:handle/pause', ensureOwner, pauseWebhook);
  router.post('/:handle/resume', ensureOwner, resumeWebhook);
  router.post('/:handle/rotate', ensureOwner, rotateSecret);
  router.post('/:handle/delete', ensureOwner, removeWebhook);
  app.use(router.routes()).use(router.allowedMethods());
}

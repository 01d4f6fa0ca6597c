import { sql } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { tooManyWebhooks, webhookTypesMissing } from '../errors';
import { tell } from '../events/happenings';
import type { SentType } from '../events/outbox';
import type { Gallery } from '../gallery/galleries';
import type { SwitchedOff } from '../gallery/switched-off';
import type { Viewer } from '../gallery/viewer';
import { randomId } from '../storage/names';
import { DAY_MS } from '../units';
import { newSecret } from './sending/signatures';
import type { Targets } from './sending/targets';
import { markWebhook, removeWebhooks } from './webhook-removal';
import { findOwnWebhook, findWebhook, updateWebhook, type Webhook, webhookOf, webhooksOf } from './webhook-rows';

/** Webhooks of one gallery. */
const MAX_WEBHOOKS = 10;
/** How long the secret before signs, too, so that receivers can change it without missing anything. */
const BOTH_SIGN_MS = DAY_MS;

/** What makes a webhook. */
export interface NewWebhook {
  name: string;
  url: string;
  types: readonly SentType[];
}

/** What may be changed of one. */
export interface WebhookChange extends Partial<NewWebhook> {
  /** Whether nothing is sent for now. */
  isPaused?: boolean | undefined;
}

type Aborting = { signal: AbortSignal };

/** The webhooks of galleries: where what happens is sent. */
export class Webhooks implements SwitchedOff {
  constructor(
    private readonly catalog: Catalog,
    private readonly targets: Targets,
  ) {}

  /** Lists a gallery's webhooks, the oldest first. */
  list(gallery: Gallery): Promise<Webhook[]> {
    return webhooksOf(this.catalog, gallery);
  }

  /** Counts the webhooks of a gallery that the app has switched off. */
  async countOff(gallery: Gallery): Promise<number> {
    return (await this.list(gallery)).filter(({ state }) => state === 'off').length;
  }

  /** Finds a webhook that somebody made. @throws webhookNotFound, webhookOfAnother */
  find(viewer: Viewer, handle: string): Promise<Webhook> {
    return findOwnWebhook(this.catalog, viewer, handle);
  }

  /**
   * Adds a webhook.
   * @returns it, and its secret, which is shown this once
   * @throws what `Targets.resolve` throws, webhookTypesMissing, tooManyWebhooks
   */
  async add(
    { gallery, userId }: Viewer,
    { name, url, types }: NewWebhook,
    { signal }: Aborting,
  ): Promise<{ webhook: Webhook; secret: string }> {
    const address = await this.addressOf(gallery, url, signal);
    if (types.length === 0) throw webhookTypesMissing();
    const secret = newSecret();
    return this.catalog.transaction().execute(async (trx) => {
      const row = await trx
        .insertInto('webhooks')
        .values({
          ...{ handle: randomId(), galleryId: gallery.id, userId, name, url: address, types: types.join(' '), secret },
          ...{ previousSecret: null, previousUntil: null, state: 'on', version: 1, failingSince: null },
          createdAt: Date.now(),
        })
        .returningAll()
        .$narrowType<{ state: 'on' }>()
        .executeTakeFirstOrThrow();
      if ((await webhooksOf(trx, gallery)).length > MAX_WEBHOOKS) throw tooManyWebhooks(MAX_WEBHOOKS);
      await tell(trx, gallery.id, { type: 'webhook.made', webhook: row.handle });
      return { webhook: webhookOf(row), secret };
    });
  }

  /**
   * Changes a webhook. What waits is sent to its new address. To go on after a pause, or after it was switched off, begins anew: earlier
   * failures are forgotten.
   * @throws webhookNotFound, webhookOfAnother, webhookTypesMissing, what `Targets.resolve` throws
   */
  async change(viewer: Viewer, handle: string, change: WebhookChange, { signal }: Aborting): Promise<Webhook> {
    const { name, url, types, isPaused } = change;
    const { gallery } = viewer;
    const known = await this.find(viewer, handle);
    const address = url === undefined ? undefined : await this.addressOf(gallery, url, signal);
    if (types?.length === 0) throw webhookTypesMissing();
    return this.catalog.transaction().execute(async (trx) => {
      const { state, url: before } = await findOwnWebhook(trx, viewer, handle);
      const next = isPaused === undefined ? state : isPaused ? 'paused' : 'on';
      const isAnew = (address !== undefined && address !== before) || (next === 'on' && state !== 'on');
      if (isAnew) await this.beginAnew(trx, known);
      const changed = await updateWebhook(trx, known, {
        ...(name !== undefined && { name }),
        ...(address !== undefined && { url: address }),
        ...(types && { types: types.join(' ') }),
        state: next,
      });
      await tell(trx, gallery.id, { type: 'webhook.changed', webhook: handle });
      return changed;
    });
  }

  /** Results of what is being sent say nothing of the webhook any more, and its earlier failures count for nothing. */
  private async beginAnew(trx: Parameters<typeof updateWebhook>[0], { id }: Webhook): Promise<void> {
    await trx
      .updateTable('webhooks')
      .set({ version: sql`version + 1`, failingSince: null })
      .where('id', '=', id)
      .execute();
  }

  private async addressOf({ id }: Gallery, url: string, signal: AbortSignal): Promise<string> {
    return (await this.targets.resolve(url, id, signal)).url.href;
  }

  /** Gives a webhook a new secret. For a day the one before signs as well. @returns the secret, which is shown this once @throws webhookNotFound */
  async rotate(viewer: Viewer, handle: string): Promise<{ webhook: Webhook; secret: string }> {
    const secret = newSecret();
    return this.catalog.transaction().execute(async (trx) => {
      const { id } = await findOwnWebhook(trx, viewer, handle);
      await trx
        .updateTable('webhooks')
        .set((each) => ({ previousSecret: each.ref('secret'), previousUntil: Date.now() + BOTH_SIGN_MS }))
        .where('id', '=', id)
        .execute();
      const webhook = await updateWebhook(trx, { id }, { secret });
      await tell(trx, viewer.gallery.id, { type: 'webhook.rotated', webhook: handle });
      return { webhook, secret };
    });
  }

  /**
   * Deletes a webhook with all of its deliveries. From the first step on it doesn't exist for anybody; then everything goes little by little.
   * @returns what it was
   * @throws webhookNotFound
   */
  async remove(gallery: Gallery, handle: string): Promise<Webhook> {
    const webhook = await this.catalog.transaction().execute(async (trx) => {
      const found = await findWebhook(trx, gallery, handle);
      await markWebhook(trx, found);
      await tell(trx, gallery.id, { type: 'webhook.deleted', webhook: handle });
      return found;
    });
    await removeWebhooks(this.catalog, (query) => query.where('id', '=', webhook.id));
    return webhook;
  }

  /** Deletes all webhooks of a gallery whose account was deleted, little by little. */
  async removeAll(gallery: Pick<Gallery, 'id'>): Promise<void> {
    await removeWebhooks(this.catalog, (query) => query.where('galleryId', '=', gallery.id));
  }

  /** To be called at the start, and now and then: goes on with deletions that were interrupted. */
  async tidy(): Promise<void> {
    await removeWebhooks(this.catalog, (query) => query.where('state', '=', 'deleted'));
  }

  /** To be called now and then: forgets secrets whose day is over. @param past a timestamp that has surely passed */
  async forgetSecrets(past: number): Promise<void> {
    await this.catalog
      .updateTable('webhooks')
      .set({ previousSecret: null, previousUntil: null })
      .where('previousUntil', '<', past)
      .execute();
  }
}

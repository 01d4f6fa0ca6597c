import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import type { Lease } from '../catalog/leases';
import { observe } from '../observations';
import { version as appVersion } from '../version';
import { bodyOf } from './body';
import { failureOfError, failureOfStatus } from './failures';
import { type AttemptResult, recordAttempt } from './record';
import { postOnce } from './sending/post-once';
import { signaturesOf } from './sending/signatures';
import type { Targets } from './sending/targets';

interface Dependencies {
  catalog: Catalog;
  targets: Targets;
  log: Logger;
}

/** Sends a delivery once, and records what came of it. */
export class Attempts {
  constructor(private readonly deps: Dependencies) {}

  /**
   * Sends a delivery. It does nothing when the delivery is gone, or ended, meanwhile.
   * @param lease under which this process sends
   * @throws the signal's reason, or LeaseLost, and then nothing is recorded; what the catalog throws
   */
  async attempt(deliveryId: number, lease: Lease, signal: AbortSignal): Promise<void> {
    const { catalog, log } = this.deps;
    const read = await this.read(deliveryId);
    if (!read) return;
    const { webhookId, version } = read;
    const result = await this.send(deliveryId, read, signal);
    if (!result) return;
    const wasSwitchedOff = await recordAttempt(catalog, { lease, deliveryId, webhookId, version }, result);
    observe('delivery', { outcome: result.failure ?? 'delivered' });
    if (wasSwitchedOff) log.warn({ webhookId }, 'webhook switched off: nothing gets through');
  }

  private read(deliveryId: number) {
    return this.deps.catalog
      .selectFrom('webhookDeliveries')
      .innerJoin('webhooks', 'webhooks.id', 'webhookId')
      .innerJoin('galleries', 'galleries.id', 'webhooks.galleryId')
      .selectAll('webhookDeliveries')
      .select(['webhooks.galleryId', 'url', 'secret', 'previousSecret', 'previousUntil', 'webhooks.version'])
      .where('webhookDeliveries.id', '=', deliveryId)
      .where('webhookDeliveries.state', '=', 'waiting')
      .where('galleries.deletedAt', 'is', null)
      .where('webhooks.state', '<>', 'deleted')
      .executeTakeFirst();
  }

  /** @returns what came of it; undefined when there is nothing to send any more */
  private async send(
    deliveryId: number,
    { url, galleryId, version }: { url: string; galleryId: number; version: number },
    signal: AbortSignal,
  ): Promise<AttemptResult | undefined> {
    let startedAt = Date.now();
    const failed = (error: unknown): AttemptResult => {
      signal.throwIfAborted();
      const milliseconds = Math.max(Date.now() - startedAt, 0);
      return { startedAt, milliseconds, status: null, failure: failureOfError(error), answer: '', retryAfterMs: 0 };
    };
    const target = await this.deps.targets.resolve(url, galleryId, signal).catch(failed);
    if ('failure' in target) return target;
    const message = await this.message(deliveryId, version);
    if (!message) return undefined;
    startedAt = Date.now(); // the look-up may have waited for others
    const answer = await postOnce(target, message.headers, message.body, signal).catch(failed);
    if ('failure' in answer) return answer;
    const { status, text, retryAfterMs } = answer;
    const milliseconds = Math.max(Date.now() - startedAt, 0);
    return { startedAt, milliseconds, status, failure: failureOfStatus(status), answer: text, retryAfterMs };
  }

  /** Makes the request. A look-up takes a while, so the webhook and the names are read only now. */
  private async message(deliveryId: number, version: number) {
    const row = await this.read(deliveryId);
    if (row?.version !== version) return undefined;
    const body = await bodyOf(this.deps.catalog, row.galleryId, row);
    const seconds = Math.floor(Date.now() / 1000);
    const isBefore = row.previousSecret !== null && (row.previousUntil ?? 0) > Date.now();
    const secrets = [row.secret, ...(isBefore ? [row.previousSecret ?? ''] : [])];
    const headers = {
      'Content-Type': 'application/json',
      'User-Agent': `FamiliarFaces/${appVersion}`,
      'webhook-id': row.handle,
      'webhook-timestamp': String(seconds),
      'webhook-signature': signaturesOf({ id: row.handle, seconds, body }, secrets),
    };
    return { headers, body };
  }
}

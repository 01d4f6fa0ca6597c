import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter, once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { type Lease, LeaseLost, type Leases } from '../catalog/leases';
import { onOutbox } from '../events/outbox';
import { MINUTE_MS } from '../units';
import type { Attempts } from './attempts';
import { type Due, dueDeliveries, nextTime } from './due';
import { fanOut } from './fan-out';

/** How many deliveries are sent at the same time: for all, for one gallery, and for one webhook. */
const AT_ONCE = { all: 16, gallery: 4, webhook: 2 };
/** How long it looks for nothing by itself. Clocks jump, and machines sleep. */
const LOOK_MS = MINUTE_MS;
/** How long a delivery rests when the disk doesn't take what came of it. */
const REST_MS = MINUTE_MS;
/** The lease under which one process sends, and how long it is believed to when it says nothing. */
const LEASE = 'webhooks';
const LEASE_MS = 30_000;
/** How long until it looks again while another process sends. */
const OTHERS_MS = 1000;
const NEWS = 'news';

/**
 * Sends what is due, several deliveries at a time, in one process of those that share the catalog. Galleries take turns, so that one with slow receivers keeps nobody else waiting. A delivery
 * is only known as being sent in memory: if the app is killed, it is sent again.
 */
export class Sender {
  private readonly running = new Map<number, Pick<Due, 'webhookId' | 'galleryId'>>();
  private readonly ended = new EventEmitter().setMaxListeners(0);
  private readonly closing = new AbortController();
  private readonly sending = new Set<Promise<void>>();
  private readonly stopListening: () => void;
  private looking: Promise<void> | undefined;
  private isNews = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly catalog: Catalog,
    private readonly leases: Leases,
    private readonly attempts: Attempts,
    private readonly log: Logger,
  ) {
    const outside = AsyncLocalStorage.snapshot(); // what is sent isn't a part of the request that caused it
    this.stopListening = onOutbox(() => outside(() => this.wake()));
    this.wake = () => outside(() => this.look());
  }

  /** Sends what is due. To be called at the start, and when something is to be sent. */
  readonly wake: () => void;

  private look(): void {
    this.isNews = true;
    this.ended.emit(NEWS);
    if (this.closing.signal.aborted) return;
    this.looking ??= this.lookAround().finally(() => {
      this.looking = undefined;
      if (this.isNews) this.look();
    });
  }

  private async lookAround(): Promise<void> {
    this.isNews = false;
    try {
      while (await fanOut(this.catalog));
      if ((await dueDeliveries(this.catalog, this.running)).length > 0) {
        const isDone = await this.leases.hold(LEASE, LEASE_MS, (lost, lease) => this.sendAll(lease, lost));
        if (!isDone) return this.lookIn(OTHERS_MS);
      }
      this.lookIn(Math.min(Math.max((await nextTime(this.catalog)) - Date.now(), 0), LOOK_MS));
    } catch (error) {
      this.log.error({ err: error }, 'failed to send to webhooks');
      this.lookIn(LOOK_MS);
    }
  }

  /** Sends until nothing is due, or until another process does. */
  private async sendAll(lease: Lease, lost: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([lost, this.closing.signal]);
    do {
      this.isNews = false;
      while (await fanOut(this.catalog));
      while (!signal.aborted && this.begin(await dueDeliveries(this.catalog, this.running), lease, signal));
      if (this.sending.size > 0 && !this.isNews) await this.news();
    } while (!signal.aborted && (this.isNews || this.sending.size > 0));
    await Promise.all(this.sending);
  }

  /** Resolves when something has ended or is to be sent. Nobody tells of what other processes have written, so this takes a while at most. */
  private async news(): Promise<void> {
    await once(this.ended, NEWS, { signal: AbortSignal.timeout(OTHERS_MS) }).catch(() => undefined);
  }

  private lookIn(ms: number): void {
    clearTimeout(this.timer);
    if (!this.closing.signal.aborted) this.timer = setTimeout(() => this.look(), ms).unref();
  }

  private countOf(key: 'galleryId' | 'webhookId', id: number): number {
    return [...this.running.values()].filter((each) => each[key] === id).length;
  }

  /** Begins deliveries, first those of galleries with the fewest running ones. @returns whether it began any */
  private begin(due: readonly Due[], lease: Lease, signal: AbortSignal): boolean {
    let begun = false;
    const inTurn = [...due].sort(
      (one, other) =>
        this.countOf('galleryId', one.galleryId) - this.countOf('galleryId', other.galleryId) ||
        one.nextAt - other.nextAt,
    );
    for (const each of inTurn) {
      if (this.running.size >= AT_ONCE.all) return false;
      if (this.countOf('galleryId', each.galleryId) >= AT_ONCE.gallery) continue;
      if (this.countOf('webhookId', each.webhookId) >= AT_ONCE.webhook) continue;
      this.running.set(each.deliveryId, each);
      const sent = this.send(each, lease, signal).finally(() => this.sending.delete(sent));
      this.sending.add(sent);
      begun = true;
    }
    return begun;
  }

  private async send({ deliveryId }: Due, lease: Lease, signal: AbortSignal): Promise<void> {
    try {
      await this.attempts.attempt(deliveryId, lease, signal);
    } catch (error) {
      if (signal.aborted || error instanceof LeaseLost) return;
      this.log.error({ err: error }, 'failed to record what came of a delivery');
      await pause(REST_MS, undefined, { signal, ref: false }).catch(() => undefined);
    } finally {
      this.running.delete(deliveryId);
      this.ended.emit(String(deliveryId));
      this.look();
    }
  }

  /** Resolves when an attempt of a delivery has ended, or after some time. */
  async attempted(deliveryId: number, milliseconds: number): Promise<void> {
    await once(this.ended, String(deliveryId), { signal: AbortSignal.timeout(milliseconds) }).catch(() => undefined);
  }

  /** Stops sending. What is being sent is sent again after the next start. */
  async close(): Promise<void> {
    this.stopListening();
    clearTimeout(this.timer);
    this.closing.abort();
    this.ended.emit(NEWS);
    await this.looking;
  }
}

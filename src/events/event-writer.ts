import { setTimeout as pause } from 'node:timers/promises';
import type { Catalog } from '../catalog/catalog';
import { accountDeleted, tooManyValues } from '../errors';
import { type EventBounds, MAX_VALUES, makeRoom } from './event-bounds';
import { insertEvents, isOfNewValue, type NewEvent, spaceOf } from './event-rows';

/** How many events are committed together, and how much text they may have (in UTF-16 code units): the event loop is held as long as that takes. */
const TOGETHER = { events: 500, text: 1_000_000 };

/** The longest that events wait for others, in milliseconds. */
const MAX_GATHER_MS = 50;

interface Waiting {
  events: readonly NewEvent[];
  /** How much text they have. */
  text: number;
  resolve: () => void;
  reject: (reason: unknown) => void;
}

const textOf = (events: readonly NewEvent[]): number =>
  events.reduce((sum, { attributes }) => Object.values(attributes).reduce((all, { length }) => all + length, sum), 0);

/** How many of the requests that wait are committed together: as many as the bounds allow, and at least one. */
function countTogether(waiting: readonly Waiting[]): number {
  let { events, text } = TOGETHER;
  const isBeyond = (each: Waiting) => {
    events -= each.events.length;
    text -= each.text;
    return events < 0 || text < 0;
  };
  const beyond = waiting.findIndex(isBeyond);
  return beyond < 0 ? waiting.length : Math.max(1, beyond);
}

/**
 * Stores the events that programs send. Those that arrive about the same time are committed together, as a commit waits for the disk: each
 * request is answered when its own event is on the disk.
 */
export class EventWriter {
  private readonly waiting = new Map<number, Waiting[]>();
  private isWriting = false;
  /** How long the last commit took, in milliseconds. */
  private lastMs = 0;

  constructor(
    private readonly catalog: Catalog,
    private readonly bounds: EventBounds,
  ) {}

  /**
   * Stores events and counts them, all or none.
   * @returns once that is on the disk
   * @throws tooManyValues, accountDeleted, and then none is stored or counted
   */
  add(galleryId: number, events: readonly NewEvent[]): Promise<void> {
    return new Promise((resolve, reject) => {
      const others = this.waiting.get(galleryId);
      const request = { events, text: textOf(events), resolve, reject };
      if (others) others.push(request);
      else this.waiting.set(galleryId, [request]);
      if (!this.isWriting) void this.writeAll();
    });
  }

  private async writeAll(): Promise<void> {
    this.isWriting = true;
    for (;;) {
      // Waits for more events, as long as the last commit took. A commit holds the event loop while the disk writes: so it has half of the
      // time at most, and the slower the disk, the more is committed together.
      await pause(this.lastMs);
      const next = this.takeNext();
      if (!next) break; // nothing can be added between this look and the end, or it would wait for ever
      const [galleryId, some] = next;
      const began = performance.now();
      try {
        const refused = await this.write(galleryId, some);
        for (const each of some) if (!refused.has(each)) each.resolve();
      } catch (error) {
        for (const { reject } of some) reject(error);
      }
      this.lastMs = Math.min(performance.now() - began, MAX_GATHER_MS);
    }
    this.isWriting = false;
  }

  /** Takes the events of one gallery. Galleries take turns. */
  private takeNext(): [number, Waiting[]] | undefined {
    const [next] = this.waiting;
    if (!next) return undefined;
    const [galleryId, all] = next;
    this.waiting.delete(galleryId);
    const some = all.splice(0, countTogether(all));
    if (all.length > 0) this.waiting.set(galleryId, all);
    return [galleryId, some];
  }

  /** @returns those that were refused, and told so */
  private write(galleryId: number, all: readonly Waiting[]): Promise<ReadonlySet<Waiting>> {
    return this.catalog.transaction().execute(async (trx) => {
      const refused = new Set<Waiting>();
      const standing = trx
        .selectFrom('galleries')
        .select('id')
        .where('id', '=', galleryId)
        .where('deletedAt', 'is', null);
      await standing.executeTakeFirstOrThrow(accountDeleted);
      const before = await spaceOf(trx, galleryId);
      if (before.totals >= MAX_VALUES) {
        for (const each of all)
          for (const event of each.events) if (await isOfNewValue(trx, galleryId, event)) refused.add(each);
      }
      const taken = all.filter((each) => !refused.has(each)).flatMap(({ events }) => events);
      if (taken.length > 0)
        await makeRoom(trx, galleryId, [before, await insertEvents(trx, galleryId, taken)], this.bounds);
      for (const { reject } of refused) reject(tooManyValues(MAX_VALUES));
      return refused;
    });
  }
}

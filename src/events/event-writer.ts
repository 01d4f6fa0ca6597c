import type { Catalog } from '../catalog/catalog';
import { accountDeleted, tooManyValues } from '../errors';
import { type EventBounds, MAX_VALUES, makeRoom } from './event-bounds';
import { insertEvents, isOfNewValue, type NewEvent, spaceOf } from './event-rows';

/** How many requests’ events are committed together. */
const MAX_TOGETHER = 200;

interface Waiting {
  events: readonly NewEvent[];
  resolve: () => void;
  reject: (reason: unknown) => void;
}

/**
 * Stores the events that programs send. Those that arrive while one commit runs are committed together by the next one, as a commit waits for
 * the disk: each request is answered when its own event is on the disk.
 */
export class EventWriter {
  private readonly waiting = new Map<number, Waiting[]>();
  private isWriting = false;

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
      if (others) others.push({ events, resolve, reject });
      else this.waiting.set(galleryId, [{ events, resolve, reject }]);
      if (!this.isWriting) void this.writeAll();
    });
  }

  private async writeAll(): Promise<void> {
    this.isWriting = true;
    // What arrives in this turn of the event loop comes along.
    await new Promise<void>((resolve) => setImmediate(resolve));
    for (let next = this.takeNext(); next; next = this.takeNext()) {
      const [galleryId, some] = next;
      try {
        const refused = await this.write(galleryId, some);
        for (const each of some) if (!refused.has(each)) each.resolve();
      } catch (error) {
        for (const { reject } of some) reject(error);
      }
    }
    this.isWriting = false;
  }

  /** Takes the events of one gallery. Galleries take turns. */
  private takeNext(): [number, Waiting[]] | undefined {
    const [next] = this.waiting;
    if (!next) return undefined;
    const [galleryId, all] = next;
    this.waiting.delete(galleryId);
    if (all.length > MAX_TOGETHER) this.waiting.set(galleryId, all.slice(MAX_TOGETHER));
    return [galleryId, all.slice(0, MAX_TOGETHER)];
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
      const { totals } = await spaceOf(trx, galleryId);
      if (totals >= MAX_VALUES) {
        for (const each of all)
          for (const event of each.events) if (await isOfNewValue(trx, galleryId, event)) refused.add(each);
      }
      const taken = all.filter((each) => !refused.has(each)).flatMap(({ events }) => events);
      if (taken.length > 0) await makeRoom(trx, galleryId, await insertEvents(trx, galleryId, taken), this.bounds);
      for (const { reject } of refused) reject(tooManyValues(MAX_VALUES));
      return refused;
    });
  }
}

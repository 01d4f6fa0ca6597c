import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { surelyPast } from '../concurrency/schedule';
import { DAY_MS, MINUTE_MS } from '../units';
import { trimActs } from './act-rows';
import type { AuditBook } from './audit-book';
import { boundEvents, type EventBounds, trimEvents } from './event-bounds';
import { onWritten } from './written';

/** For how long what the app itself writes may be beyond the bounds: no more comes in that time than an upload or a recognition takes. */
const BOUND_MS = MINUTE_MS;

const FAILURE = 'failed to remove old events';

/** For how long events and the audit are kept, in days. */
export interface Keeping extends EventBounds {
  eventDays: number;
  auditDays: number;
}

/** Removes old events, audit entries and acts, and events and entries beyond the bounds soon after others were written. */
export class EventKeeping {
  private readonly stopListening: () => void;
  /** The galleries in which something was written since the bounds were looked after. */
  private readonly written = new Set<number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly catalog: Catalog,
    private readonly audit: AuditBook,
    private readonly keeping: Keeping,
    private readonly log: Logger,
  ) {
    this.stopListening = onWritten((galleryId) => {
      this.written.add(galleryId);
      this.timer ??= setTimeout(() => void this.boundSoon(), BOUND_MS).unref();
    });
  }

  private async boundSoon(): Promise<void> {
    this.timer = undefined;
    await this.bound().catch((err) => this.log.error({ err }, FAILURE));
  }

  /** Removes what is too much where something was written since the last time. */
  async bound(): Promise<void> {
    const galleries = [...this.written];
    this.written.clear();
    for (const id of galleries) {
      await boundEvents(this.catalog, id, this.keeping);
      await this.audit.trim(id);
    }
  }

  /** Removes what is too old or too much. @param past a time that has surely passed, in milliseconds since 1970 */
  async tidy(past = surelyPast()): Promise<void> {
    const { eventDays, auditDays } = this.keeping;
    const galleries = await this.catalog.selectFrom('galleries').select('id').where('deletedAt', 'is', null).execute();
    for (const { id } of galleries) {
      await trimEvents(this.catalog, id, past - eventDays * DAY_MS, this.keeping);
      await this.audit.trim(id, past - auditDays * DAY_MS);
    }
    await trimActs(this.catalog, past - auditDays * DAY_MS);
  }

  /** Stops the removal. */
  async close(): Promise<void> {
    this.stopListening();
    clearTimeout(this.timer);
  }
}

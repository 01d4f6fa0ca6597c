import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { everyHour, surelyPast } from '../concurrency/schedule';
import { DAY_MS } from '../units';
import type { AuditBook } from './audit-book';
import { type EventBounds, trimEvents } from './event-bounds';

/** For how long events and the audit are kept, in days. */
export interface Keeping extends EventBounds {
  eventDays: number;
  auditDays: number;
}

/** Removes old events and audit entries every hour, and those beyond the bounds. */
export class EventKeeping {
  private readonly stop: () => void;

  constructor(
    private readonly catalog: Catalog,
    private readonly audit: AuditBook,
    private readonly keeping: Keeping,
    log: Logger,
  ) {
    this.stop = everyHour((past) => this.tidy(past), log, 'failed to remove old events');
  }

  /** Removes what is too old or too much. @param past a time that has surely passed, in milliseconds since 1970 */
  async tidy(past = surelyPast()): Promise<void> {
    const { eventDays, auditDays } = this.keeping;
    const galleries = await this.catalog.selectFrom('galleries').select('id').where('deletedAt', 'is', null).execute();
    for (const { id } of galleries) {
      await trimEvents(this.catalog, id, past - eventDays * DAY_MS, this.keeping);
      await this.audit.trim(id, past - auditDays * DAY_MS);
    }
  }

  /** Stops the hourly removal. */
  async close(): Promise<void> {
    this.stop();
  }
}

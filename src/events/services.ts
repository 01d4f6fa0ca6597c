import type { AuditBook } from './audit-book';
import type { Collections } from './collections';
import type { EventCounts } from './event-counts';
import type { EventKeeping } from './event-keeping';
import type { EventWriter } from './event-writer';

/** The services that events/ offers to the rooms above it. */
export interface EventServices {
  collections: Collections;
  eventWriter: EventWriter;
  eventCounts: EventCounts;
  eventKeeping: EventKeeping;
  audit: AuditBook;
}

import type { Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { currentActor } from './actor';
import { writeAudit } from './audit-rows';
import { MAX_VALUES } from './event-bounds';
import { deleteSubject } from './event-removal';
import { insertEvents, type NewEvent, spaceOf } from './event-rows';
import type { Happening } from './happening';
import { forgetAnswers } from './kept-answers';
import { writeToOutbox } from './outbox';
import { eventsOf } from './own-events';
import { storedName } from './own-of-users';
import { addAlias, removeAliases } from './person-aliases';
import { noteWritten } from './written';

export type { Happening, SeenPerson } from './happening';

/**
 * Tells what happens in a gallery, in the transaction that makes it so: it is in the audit, among the app's own events, and on its way to
 * webhooks exactly if the change is. What it takes away is gone from the answers that were kept for an `Idempotency-Key`, too.
 */
export async function tell(trx: Transaction<Tables>, galleryId: number, happening: Happening): Promise<void> {
  await writeAudit(trx, galleryId, happening);
  await count(trx, galleryId, eventsOf(happening));
  await keepPeople(trx, galleryId, happening);
  await forgetAnswers(trx, galleryId, happening);
  await writeToOutbox(trx, galleryId, happening);
}

/** Counts the app's own events. Beyond the bound, they count in all alone. */
async function count(trx: Transaction<Tables>, galleryId: number, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  const { totals, firstUserId } = await spaceOf(trx, galleryId);
  const userId = currentActor().userId ?? 0;
  const stored = events.map((each) => ({ ...each, collection: storedName(each.collection, userId, firstUserId) }));
  const counted = totals < MAX_VALUES ? stored : stored.map((each) => ({ ...each, groupBy: [] }));
  await insertEvents(trx, galleryId, counted);
  noteWritten(galleryId);
}

/** Has what was counted of a person follow them through merges, and go with them. */
async function keepPeople(trx: Transaction<Tables>, galleryId: number, happening: Happening): Promise<void> {
  switch (happening.type) {
    case 'person.merged':
      return addAlias(trx, galleryId, { handle: happening.merged, meant: happening.person });
    case 'merge.undone':
      return removeAliases(trx, galleryId, [happening.merged]);
    case 'person.deleted':
      return deleteSubject(trx, galleryId, happening.person);
    default:
      return undefined;
  }
}

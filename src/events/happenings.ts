import type { Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { writeAudit } from './audit-rows';
import type { Happening } from './happening';
import { writeToOutbox } from './outbox';

export type { Happening, SeenPerson } from './happening';

/**
 * Tells what happens in a gallery, in the transaction that makes it so: it is in the audit, among the app's own events, and on its way to
 * webhooks exactly if the change is.
 */
export async function tell(trx: Transaction<Tables>, galleryId: number, happening: Happening): Promise<void> {
  await writeAudit(trx, galleryId, happening);
  await writeToOutbox(trx, galleryId, happening);
}

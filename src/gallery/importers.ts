import type { Kysely } from 'kysely';
import type { Tables } from '../catalog/tables';
import { importerGone } from '../errors';
import { currentActor, requireOwnLease } from '../events/actor';
import { isAtLeast, roleIn } from './memberships';

/**
 * Requires of an import that who uploaded it is still an editor of the gallery, in the transaction that adds something: it may run for hours
 * after they were removed. And that no other process goes on with it. Of anything else that is being done, it requires nothing.
 * @throws importerGone, LeaseLost
 */
export async function requireImporter(catalog: Kysely<Tables>, galleryId: number): Promise<void> {
  const { importId, userId } = currentActor();
  if (importId === undefined) return;
  await requireOwnLease(catalog);
  const role = userId === null ? undefined : await roleIn(catalog, galleryId, userId);
  if (!isAtLeast(role, 'editor')) throw importerGone();
}

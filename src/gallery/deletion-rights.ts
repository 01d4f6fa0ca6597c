import type { Kysely } from 'kysely';
import type { Tables } from '../catalog/tables';
import { roleTooWeak } from '../errors';
import { currentActor } from '../events/actor';
import { isAtLeast, type Role, roleIn } from './memberships';

// Who may delete what, by one rule for pages, keys and lists: owners everything, editors the photos that they added themselves. It asks for the
// role anew, so that in the transaction that deletes, no lost role counts.

/** Somebody who acts, and their role in a gallery. */
interface Acting {
  userId: number;
  role: Role | undefined;
}

/** Who does what is being done. @returns undefined for the app itself, which may delete everything */
async function acting(catalog: Kysely<Tables>, galleryId: number): Promise<Acting | undefined> {
  const { userId } = currentActor();
  return userId === null ? undefined : { userId, role: await roleIn(catalog, galleryId, userId) };
}

/** Whether a photo may be deleted by somebody with a role. @param addedBy who added it; null if they are gone */
export const mayDeletePhoto = ({ userId, role }: Acting, { addedBy }: { addedBy: number | null }): boolean =>
  isAtLeast(role, 'owner') || (isAtLeast(role, 'editor') && addedBy === userId);

/** Whether people may be deleted by somebody with a role, be it with their last photo. */
export const mayDeletePeople = (role: Role | undefined): boolean => isAtLeast(role, 'owner');

/** Requires that whoever acts may delete all of some photos. @throws roleTooWeak */
export async function requireMayDeletePhotos(
  catalog: Kysely<Tables>,
  galleryId: number,
  photos: ReadonlyArray<{ addedBy: number | null }>,
): Promise<void> {
  const who = await acting(catalog, galleryId);
  if (who && !photos.every((each) => mayDeletePhoto(who, each))) throw roleTooWeak('owner');
}

/** Requires that whoever acts may delete people. @throws roleTooWeak */
export async function requireMayDeletePeople(catalog: Kysely<Tables>, galleryId: number): Promise<void> {
  const who = await acting(catalog, galleryId);
  if (who && !mayDeletePeople(who.role)) throw roleTooWeak('owner');
}

import { sql, type Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { tooManyPeople } from '../errors';
import { tell } from '../events/happenings';
import { addPerson, type Person, type PersonReference } from './person-rows';

// People who stay when they have no photo. Functions that change them need the transaction of `changeGallery`.

/** How many people of a gallery may stay without a photo: photos count for the quota, but people don't. */
export const MAX_LASTING = 50_000;

/** How many more people of a gallery may stay without a photo. Counted once for several that are added in one transaction. */
export interface LastingRoom {
  left: number;
}

/** Counts how many more people of a gallery may stay without a photo. */
export async function roomForLasting(trx: Transaction<Tables>, galleryId: number): Promise<LastingRoom> {
  const { count } = await trx
    .selectFrom('people')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('galleryId', '=', galleryId)
    .where('stays', '=', sql.lit(1)) // not a parameter, or the index lastingPeople isn't used
    .executeTakeFirstOrThrow();
  return { left: MAX_LASTING - Number(count) };
}

/** Takes the place of one who stays without a photo. @param room by default, it is counted @throws tooManyPeople */
export async function takePlace(trx: Transaction<Tables>, galleryId: number, room?: LastingRoom): Promise<void> {
  const counted = room ?? (await roomForLasting(trx, galleryId));
  if (counted.left <= 0) throw tooManyPeople(MAX_LASTING);
  counted.left--;
}

/**
 * Adds a person who stays when they have no photo.
 * @param name as `readName` returns it, and not taken by anyone in the gallery
 * @throws tooManyPeople
 */
export async function addLastingPerson(
  trx: Transaction<Tables>,
  galleryId: number,
  name: string,
  createdAt: number,
  room?: LastingRoom,
): Promise<PersonReference> {
  await takePlace(trx, galleryId, room);
  return addPerson(trx, galleryId, name, { stays: 1, createdAt });
}

/** Has a person stay when they have no photo. @returns false if they did before @throws tooManyPeople */
export async function letStay(
  trx: Transaction<Tables>,
  galleryId: number,
  { id, handle, name, stays }: Person,
  room?: LastingRoom,
): Promise<boolean> {
  if (stays === 1) return false;
  await takePlace(trx, galleryId, room);
  await setStays(trx, id, 1);
  await tell(trx, galleryId, { type: 'person.kept', person: handle, name });
  return true;
}

/** Sets whether a person stays when they have no photo. @param stays 1 if so, or 0 */
export async function setStays(trx: Transaction<Tables>, id: number, stays: 0 | 1): Promise<void> {
  await trx.updateTable('people').set({ stays }).where('id', '=', id).execute();
}

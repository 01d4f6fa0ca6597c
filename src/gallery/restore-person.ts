import type { Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { chunksOf } from '../catalog/chunks';
import type { Tables } from '../catalog/tables';
import { inTurns } from '../concurrency/turns';
import { isFault } from '../errors';
import type { Gallery } from './galleries';
import { changeGallery } from './gallery-changes';
import { addLastingPerson, type LastingRoom, letStay, roomForLasting } from './lasting-people';
import { readName } from './person-name';
import { findPerson, makeOlder, setCover } from './person-rows';

/**
 * Restores from an export what a person has besides photos: the date since when they are known, and their cover. The earlier
 * date wins, and a cover that was chosen here stays. Does nothing when the gallery has nobody with this name.
 * @param details `cover` is the image name of one of their photos, undefined when the export has none
 */
export async function restorePersonDetails(
  catalog: Catalog,
  { id: galleryId }: Gallery,
  name: string,
  { createdAt, cover }: { createdAt: number; cover: string | undefined },
): Promise<void> {
  await changeGallery(catalog, galleryId, async (trx, touch) => {
    const person = await findPerson(trx, galleryId, name);
    if (!person) return;
    if (person.createdAt > createdAt) {
      await makeOlder(trx, person.id, createdAt);
      touch(person.id);
    }
    if (cover === undefined || person.coverPhotoId !== null) return;
    const photo = await trx.selectFrom('photos').select('id').where('imageName', '=', cover).executeTakeFirst();
    await setCover(trx, person.id, photo?.id ?? null);
    touch(person.id);
  });
}

/** How many people one transaction restores: each is told to the audit, too, and other work gets its turn in between. */
const RESTORED_AT_ONCE = 20;

/**
 * Restores people who stay when they have no photo, each once.
 * @returns how many were left out, as there are too many or their name can't be one
 */
export async function restoreLastingPeople(
  catalog: Catalog,
  galleryId: number,
  people: ReadonlyArray<{ name: string; createdAt: number }>,
): Promise<number> {
  let leftOut = 0;
  for await (const some of inTurns(chunksOf(people, RESTORED_AT_ONCE)))
    leftOut += await changeGallery(catalog, galleryId, async (trx, touch) => {
      const room = await roomForLasting(trx, galleryId);
      let left = 0;
      for (const person of some) {
        try {
          touch(await restoreLasting(trx, galleryId, person, room));
        } catch (error) {
          if (!isFault(error)) throw error;
          left++;
        }
      }
      return left;
    });
  return leftOut;
}

/** @returns their id @throws tooManyPeople, what `readName` throws */
async function restoreLasting(
  trx: Transaction<Tables>,
  galleryId: number,
  { name, createdAt }: { name: string; createdAt: number },
  room: LastingRoom,
): Promise<number> {
  const known = await findPerson(trx, galleryId, readName(name));
  if (!known) return (await addLastingPerson(trx, galleryId, readName(name), createdAt, room)).id;
  await letStay(trx, galleryId, known, room);
  return known.id;
}

import type { Catalog } from '../catalog/catalog';
import { isFault } from '../errors';
import { changeGallery, type Gallery } from './galleries';
import { readName } from './person-name';
import { addLastingPerson, findPerson, letStay, makeOlder, setCover } from './person-rows';

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

/**
 * Restores people who stay when they have no photo, each once.
 * @returns how many were left out, as there are too many or their name can't be one
 */
export async function restoreLastingPeople(
  catalog: Catalog,
  galleryId: number,
  people: ReadonlyArray<{ name: string; createdAt: number }>,
): Promise<number> {
  if (people.length === 0) return 0;
  return changeGallery(catalog, galleryId, async (trx, touch) => {
    let leftOut = 0;
    for (const { name, createdAt } of people) {
      try {
        const known = await findPerson(trx, galleryId, readName(name));
        if (known) await letStay(trx, known.id);
        const { id } = known ?? (await addLastingPerson(trx, galleryId, readName(name), createdAt));
        touch(id);
      } catch (error) {
        if (!isFault(error)) throw error;
        leftOut++;
      }
    }
    return leftOut;
  });
}

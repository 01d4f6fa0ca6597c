import type { Catalog } from '../catalog/catalog';
import { changeGallery, type Gallery } from './galleries';
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

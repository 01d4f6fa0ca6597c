import type { Catalog } from '../../catalog/catalog';
import { chunksOf } from '../../catalog/chunks';
import { tell } from '../../events/happenings';
import { deleteSomePhotosOf, photosOf } from '../../gallery/belongings';
import { requireMayDeletePeople } from '../../gallery/deletion-rights';
import type { Gallery } from '../../gallery/galleries';
import { changeGallery } from '../../gallery/gallery-changes';
import { setStays } from '../../gallery/lasting-people';
import { deleteIfEmpty, type Person } from '../../gallery/person-rows';
import { deleteTooManyMerges } from '../merge-rows';
import type { Photos } from '../photos';
import { allPhotosToCopy, type PhotosThere } from './photos-to-copy';

/** How many photos are deleted at once. Other work gets its turn in between. */
const AT_ONCE = 100;

/**
 * Ends a move: deletes the photos of a person that are in the other gallery by now, and the person if none is left.
 * @returns how many photos were deleted, and whether the person is gone
 * @throws roleTooWeak; then the copies stay, and what wasn't deleted yet
 */
export async function removeCopied(
  { catalog, photos }: { catalog: Catalog; photos: Photos },
  source: Gallery,
  person: Person,
  there: PhotosThere,
): Promise<{ deleted: number; isGone: boolean }> {
  await requireMayDeletePeople(catalog, source.id);
  const copied: number[] = [];
  for await (const some of allPhotosToCopy(catalog, person.id))
    for (const photo of some) if (await there.shows(photo)) copied.push(photo.id);
  if (copied.length === 0) return { deleted: 0, isGone: false };
  await deleteTooManyMerges(catalog, source.id);
  let deleted = 0;
  for (const ids of chunksOf(copied, AT_ONCE)) {
    const files = await changeGallery(catalog, source.id, async (trx, touch) => {
      await requireMayDeletePeople(trx, source.id);
      touch(person.id);
      return deleteSomePhotosOf(trx, person.id, ids);
    });
    await photos.removeFiles(files);
    deleted += files.length;
  }
  const isGone = await changeGallery(catalog, source.id, async (trx, touch) => {
    await requireMayDeletePeople(trx, source.id);
    await tell(trx, source.id, { type: 'person.moved-away', person: person.handle, photos: deleted });
    touch(person.id);
    if ((await photosOf(trx, person.id)).length > 0) return false;
    await setStays(trx, person.id, 0);
    return deleteIfEmpty(trx, person.id);
  });
  return { deleted, isGone };
}

import type { Catalog } from '../catalog/catalog';
import { chunksOf } from '../catalog/chunks';
import { inTurns } from '../concurrency/turns';
import { requireMayDeletePeople, requireMayDeletePhotos } from '../gallery/deletion-rights';
import { goesWith } from '../gallery/person-rows';

/**
 * Refuses to remove some photos if one of them may not be removed, or somebody who would go with them.
 * @param mayRemove called before a person would be removed; it throws if that may not be
 * @param staying the id of somebody who stays, even without a photo
 * @throws roleTooWeak, what `mayRemove` throws
 */
export async function requireRemovable(
  catalog: Catalog,
  galleryId: number,
  imageNames: readonly string[],
  mayRemove?: () => void,
  staying?: number,
): Promise<void> {
  const counts = new Map<number, number>();
  for await (const some of inTurns(chunksOf(new Set(imageNames)))) {
    const photos = await catalog
      .selectFrom('photos')
      .select(['personId', 'addedBy'])
      .where('galleryId', '=', galleryId)
      .where('imageName', 'in', some)
      .execute();
    await requireMayDeletePhotos(catalog, galleryId, photos);
    for (const { personId } of photos) counts.set(personId, (counts.get(personId) ?? 0) + 1);
  }
  for await (const [personId, photos] of inTurns(counts)) {
    if (personId === staying || !(await goesWith(catalog, personId, photos))) continue;
    mayRemove?.();
    await requireMayDeletePeople(catalog, galleryId);
  }
}

import type { Catalog } from '../catalog/catalog';
import type { Gallery } from '../gallery/galleries';

// All results of a gallery, whoever made them: for what nobody is shown.

const currentIn = (catalog: Catalog, { id }: Gallery) =>
  catalog.selectFrom('recognitions').where('galleryId', '=', id).where('expiresAt', '>', Date.now());

/** Counts a gallery's results. */
export async function countAllResults(catalog: Catalog, gallery: Gallery): Promise<number> {
  const { count } = await currentIn(catalog, gallery)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Lists some of a gallery's results, the newest first. */
export async function listAllResults(catalog: Catalog, gallery: Gallery, limit: number, after: number) {
  return currentIn(catalog, gallery)
    .select(['id', 'userId', 'path', 'width', 'height', 'pictureHash'])
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .limit(limit)
    .offset(after)
    .execute();
}

import { randomUUID } from 'node:crypto';
import { openCatalog } from '../src/catalog/catalog';
import { toBytes } from '../src/catalog/descriptors';
import { MADE } from '../test/support/descriptors';

/**
 * Adds people with random descriptors to the gallery of a user who has signed in before. They are as far from each
 * other as strangers.
 */
export async function enrolStrangers(dataDir: string, displayName: string, count: number): Promise<void> {
  const catalog = await openCatalog(dataDir);
  const { galleryId } = await catalog
    .selectFrom('galleries')
    .innerJoin('users', 'users.id', 'ownerId')
    .select('galleries.id as galleryId')
    .where('displayName', '=', displayName)
    .executeTakeFirstOrThrow();
  const view = { left: 0, top: 0, width: 1, height: 1, score: 1, sharpness: null, turn: null, quality: null };
  const unknown = { sourceHash: null, pictureHash: null, quarantined: null, verdictId: null };
  await catalog.transaction().execute(async (trx) => {
    for (let i = 0; i < count; i++) {
      const name = `stranger-${galleryId}-${i}`;
      const person = await trx
        .insertInto('people')
        .values({
          galleryId,
          name,
          nameKey: name,
          createdAt: 0,
          handle: name,
          searchKey: name,
          coverPhotoId: null,
          stays: 0,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      const photo = await trx
        .insertInto('photos')
        .values({
          galleryId,
          personId: person.id,
          imageName: name,
          imageId: randomUUID(),
          path: name,
          width: 1,
          height: 1,
          createdAt: 0,
          ...unknown,
        })
        .returning('id')
        .executeTakeFirstOrThrow();
      const descriptor = Float32Array.from({ length: 128 }, () => Math.random() - 0.5);
      await trx
        .insertInto('faces')
        .values({ photoId: photo.id, ...view, ...MADE, descriptor: toBytes(descriptor) })
        .execute();
    }
  });
  await catalog.destroy();
}

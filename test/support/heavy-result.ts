import { openCatalog } from '../../src/catalog/catalog';
import { insertFaces } from '../../src/catalog/faces';
import { randomId } from '../../src/storage/names';
import { DAY_MS } from '../../src/units';
import { MADE, strangers } from './descriptors';
import { firstOf } from './elements';

/**
 * Adds a result with this many faces to the only user's gallery, beside the app that runs in another process.
 * @returns the address of its page
 */
export async function addHeavyResult(dataDir: string, faces: number): Promise<string> {
  const catalog = await openCatalog(dataDir);
  const gallery = firstOf(
    await catalog.selectFrom('galleries').select(['id', 'folder', 'ownerId']).orderBy('id').execute(),
  );
  const id = randomId();
  const descriptor = strangers(1);
  await catalog.transaction().execute(async (trx) => {
    const now = Date.now();
    await trx
      .insertInto('recognitions')
      .values({
        ...{
          id,
          galleryId: gallery.id,
          userId: gallery.ownerId,
          path: `${gallery.folder}/${id}.jpg`,
          width: 2000,
          height: 1500,
        },
        ...{ createdAt: now, expiresAt: now + DAY_MS, pictureHash: null, originId: null },
      })
      .execute();
    await insertFaces(
      trx,
      { recognitionId: id },
      Array.from({ length: faces }, (_, i) => ({
        box: { left: 90 * (i % 20), top: 70 * Math.floor(i / 20), width: 60, height: 60 },
        ...{ score: 0.9, sharpness: 0.9, turn: 0.1, quality: 0.9, descriptor: descriptor(), ...MADE },
      })),
    );
  });
  await catalog.destroy();
  return `/recognition/${id}`;
}

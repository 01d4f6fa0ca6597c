import path from 'node:path';
import sharp from 'sharp';
import { openCatalog } from '../../src/catalog/catalog';
import { folderOf } from '../../src/catalog/user-folder';
import { insertPhoto } from '../../src/gallery/photo-rows';
import { newImageName } from '../../src/storage/image-name';
import { PhotoStore } from '../../src/storage/photo-store';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, CLEO, type Place, samplePhoto } from '../../test/support/photos';

const GIVEN = ['Ada', 'Bea', 'Cleo', 'Dora', 'Eve', 'Fay', 'Grace', 'Hana', 'Ida', 'Joan'];
const FAMILY = ['Adler', 'Baker', 'Costa', 'Diaz', 'Evans', 'Fischer', 'Gupta'];
const PLACES = [ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, CLEO];

const nameOf = (person: number) => `${GIVEN[person % GIVEN.length]} ${FAMILY[person % FAMILY.length]}`;

/** A sample photo as the engine would keep it, and where its face is. */
async function keptPhoto([sample, left, top, width, height]: Place) {
  const { data: bytes, info } = await sharp(samplePhoto(sample))
    .rotate()
    .jpeg({ quality: 88 })
    .toBuffer({ resolveWithObject: true });
  const box = { left, top, width, height };
  return { bytes, width: info.width, height: info.height, box };
}

/**
 * Gives a user, who has signed in, people with photos, written as the gallery writes them but without looking for faces: so it
 * takes a second. At most 70 people have names of their own.
 */
export async function seedGallery(
  dataDir: string,
  displayName: string,
  people: number,
  photosEach: number,
): Promise<void> {
  const catalog = await openCatalog(dataDir);
  const store = new PhotoStore(path.join(dataDir, 'uploads'));
  const kept = await Promise.all(PLACES.map(keptPhoto));
  const { id: userId } = await catalog
    .selectFrom('users')
    .select('id')
    .where('displayName', '=', displayName)
    .executeTakeFirstOrThrow();
  const folder = await folderOf(catalog, userId);
  for (let i = 0; i < people * photosEach; i++) {
    const { bytes, box, width, height } = kept[i % kept.length];
    const name = nameOf(Math.floor(i / photosEach));
    const imageName = newImageName(name);
    const photo = {
      userId,
      name,
      imageName,
      path: `${folder}/${imageName}.jpg`,
      width,
      height,
      sourceHash: null,
      pictureHash: null,
      createdAt: i,
    };
    const descriptor = Float32Array.from({ length: 128 }, () => Math.random() - 0.5);
    await store.write(photo.path, bytes);
    await insertPhoto(catalog, {
      ...photo,
      face: { box, descriptor, score: 1, sharpness: null, turn: null, quality: null },
    });
  }
  await catalog.destroy();
}

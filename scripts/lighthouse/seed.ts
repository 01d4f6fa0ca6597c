import path from 'node:path';
import sharp from 'sharp';
import { openCatalog } from '../../src/catalog/catalog';
import { elementAt } from '../../src/engine/element-at';
import { FaceEntry } from '../../src/enrolment/face-entry';
import { personalGallery } from '../../src/gallery/galleries';
import { PhotoStore } from '../../src/storage/photo-store';
import { MADE } from '../../test/support/descriptors';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, CLEO, type Place, samplePhoto } from '../../test/support/photos';

const GIVEN = ['Ada', 'Bea', 'Cleo', 'Dora', 'Eve', 'Fay', 'Grace', 'Hana', 'Ida', 'Joan'];
const FAMILY = ['Adler', 'Baker', 'Costa', 'Diaz', 'Evans', 'Fischer', 'Gupta'];
const PLACES = [ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, BEA, CLEO];

const nameOf = (person: number) => `${GIVEN[person % GIVEN.length]} ${FAMILY[person % FAMILY.length]}`;

/** Encodes a sample photo as the engine would store it, and returns it with the place of its face. */
async function storedPhoto([sample, left, top, width, height]: Place) {
  const { data: jpeg, info } = await sharp(samplePhoto(sample))
    .rotate()
    .jpeg({ quality: 88 })
    .toBuffer({ resolveWithObject: true });
  const box = { left, top, width, height };
  return { jpeg, width: info.width, height: info.height, box };
}

/**
 * Adds people with photos to the gallery of a user who has signed in before. It writes them as the app does, but
 * without looking for faces, so it takes a second. At most 70 people get different names.
 * @throws when there is no such user
 */
export async function seedGallery(
  dataDir: string,
  displayName: string,
  people: number,
  photosEach: number,
): Promise<void> {
  const catalog = await openCatalog(dataDir);
  const store = new PhotoStore(path.join(dataDir, 'uploads'));
  const stored = await Promise.all(PLACES.map(storedPhoto));
  const { id } = await catalog
    .selectFrom('users')
    .select('id')
    .where('displayName', '=', displayName)
    .executeTakeFirstOrThrow();
  const gallery = await personalGallery(catalog, id);
  if (!gallery) throw new Error(`${displayName} has no gallery.`);
  const entry = new FaceEntry(catalog, store);
  for (let i = 0; i < people * photosEach; i++) {
    const { jpeg, box, width, height } = elementAt(stored, i % stored.length);
    const descriptor = Float32Array.from({ length: 128 }, () => Math.random() - 0.5);
    await entry.enter(gallery, {
      name: nameOf(Math.floor(i / photosEach)),
      picture: { jpeg, width, height, sourceHash: null, pictureHash: null },
      face: { box, descriptor, score: 1, sharpness: null, turn: null, quality: null, ...MADE },
      createdAt: i,
    });
  }
  await catalog.destroy();
}

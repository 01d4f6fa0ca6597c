import type { Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { toBytes } from '../catalog/descriptors';
import type { Tables } from '../catalog/tables';
import type { DescribedFace } from '../engine/contract';
import { nameKey } from './person-name';

interface NewPhoto {
  userId: number;
  /** Whom the photo shows: a person of that name, who is added if there is none. */
  name: string;
  imageName: string;
  path: string;
  width: number;
  height: number;
  face: DescribedFace;
}

/** Writes all that the catalogue holds of a new photo, or nothing. @returns the person's id */
export async function insertPhoto(catalog: Catalog, { userId, name, face, ...photo }: NewPhoto): Promise<number> {
  return catalog.transaction().execute(async (work) => {
    const personId = await findOrAddPerson(work, userId, name);
    const { id: photoId } = await work
      .insertInto('photos')
      .values({ ...photo, userId, personId, createdAt: Date.now(), quarantined: null })
      .returning('id')
      .executeTakeFirstOrThrow();
    await work
      .insertInto('faces')
      .values({ photoId, ...face.box, score: face.score, descriptor: toBytes(face.descriptor) })
      .execute();
    return personId;
  });
}

async function findOrAddPerson(work: Transaction<Tables>, userId: number, name: string): Promise<number> {
  const key = nameKey(name);
  await work
    .insertInto('people')
    .values({ userId, name, nameKey: key, createdAt: Date.now() })
    .onConflict((conflict) => conflict.columns(['userId', 'nameKey']).doNothing())
    .execute();
  const { id } = await work.selectFrom('people').select('id').where('userId', '=', userId).where('nameKey', '=', key).executeTakeFirstOrThrow();
  return id;
}

/**
 * Deletes a photo and its face, and the person with their last one.
 * @returns the photo's path and its person, or undefined when the user has no such photo
 */
export async function deletePhoto(catalog: Catalog, userId: number, imageName: string): Promise<{ path: string; personId: number; name: string } | undefined> {
  return catalog.transaction().execute(async (work) => {
    const photo = await work
      .selectFrom('photos')
      .innerJoin('people', 'people.id', 'photos.personId')
      .select(['photos.id', 'photos.path', 'photos.personId', 'people.name'])
      .where('photos.userId', '=', userId)
      .where('imageName', '=', imageName)
      .executeTakeFirst();
    if (!photo) return undefined;
    await work.deleteFrom('photos').where('id', '=', photo.id).execute();
    await work
      .deleteFrom('people')
      .where('id', '=', photo.personId)
      .where(({ not, exists, selectFrom }) => not(exists(selectFrom('photos').select('id').where('personId', '=', photo.personId))))
      .execute();
    return { path: photo.path, personId: photo.personId, name: photo.name };
  });
}

/** Takes a photo out of everything that is shown and recognised, but keeps its row, so that nothing is lost unseen. */
export async function setAside(catalog: Catalog, imageName: string, reason: string): Promise<{ userId: number; personId: number } | undefined> {
  return catalog.updateTable('photos').set({ quarantined: reason }).where('imageName', '=', imageName).returning(['userId', 'personId']).executeTakeFirst();
}

import type { Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { type StoredFace, toColumns } from '../catalog/faces';
import { searchKey } from '../catalog/search-key';
import type { Tables } from '../catalog/tables';
import { draftNotFound } from '../errors';
import { randomTail } from '../storage/image-name';
import { nameKey } from './person-name';

export interface NewPhoto {
  userId: number;
  /** Whom the photo shows: a person of that name, who is added if there is none. */
  name: string;
  imageName: string;
  path: string;
  width: number;
  height: number;
  sourceHash: string | null;
  pictureHash: string | null;
  /** Milliseconds since 1970. */
  createdAt: number;
  face: StoredFace;
}

export interface PersonReference {
  id: number;
  handle: string;
  name: string;
}

/**
 * Writes all that the catalogue holds of a new photo, or nothing.
 * @param draftId of the draft that it was until now, whose rows go
 * @returns its person
 * @throws draftNotFound
 */
export async function insertPhoto(
  catalog: Catalog,
  { userId, name, face, ...photo }: NewPhoto,
  draftId?: string,
): Promise<PersonReference> {
  return catalog.transaction().execute(async (work) => {
    if (draftId !== undefined)
      await work.deleteFrom('drafts').where('id', '=', draftId).returning('id').executeTakeFirstOrThrow(draftNotFound);
    const person = await findOrAddPerson(work, userId, name);
    const { id: photoId } = await work
      .insertInto('photos')
      .values({ ...photo, userId, personId: person.id, quarantined: null })
      .returning('id')
      .executeTakeFirstOrThrow();
    await work
      .insertInto('faces')
      .values({ photoId, ...toColumns(face) })
      .execute();
    return person;
  });
}

/** The person of a name, who is added if the user knows none. */
export async function findOrAddPerson(
  work: Transaction<Tables>,
  userId: number,
  name: string,
): Promise<PersonReference> {
  const key = nameKey(name);
  await work
    .insertInto('people')
    .values({ userId, name, nameKey: key, searchKey: searchKey(name), createdAt: Date.now(), handle: randomTail() })
    .onConflict((conflict) => conflict.columns(['userId', 'nameKey']).doNothing())
    .execute();
  return work
    .selectFrom('people')
    .select(['id', 'handle', 'name'])
    .where('userId', '=', userId)
    .where('nameKey', '=', key)
    .executeTakeFirstOrThrow();
}

/** A photo whose row is gone, and whose it was. */
export interface RemovedPhoto {
  imageName: string;
  path: string;
  personId: number;
  handle: string;
  name: string;
  /** Whether it was the person's last one: then they are gone, too. */
  wasLast: boolean;
}

/** Deletes a photo and its face, and the person with their last one. @returns undefined when the user has no such photo */
export async function deletePhoto(
  catalog: Catalog,
  userId: number,
  imageName: string,
): Promise<RemovedPhoto | undefined> {
  return catalog.transaction().execute(async (work) => {
    const photo = await work
      .selectFrom('photos')
      .innerJoin('people', 'people.id', 'photos.personId')
      .select(['photos.id', 'photos.imageName', 'photos.path', 'photos.personId', 'people.handle', 'people.name'])
      .where('photos.userId', '=', userId)
      .where('imageName', '=', imageName)
      .executeTakeFirst();
    if (!photo) return undefined;
    const { id, ...removed } = photo;
    await work.deleteFrom('photos').where('id', '=', id).execute();
    return { ...removed, wasLast: await deleteIfEmpty(work, photo.personId) };
  });
}

/** Deletes a person without photos. @returns whether that was so */
export async function deleteIfEmpty(work: Transaction<Tables>, personId: number): Promise<boolean> {
  const { numDeletedRows } = await work
    .deleteFrom('people')
    .where('id', '=', personId)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('photos').select('id').where('personId', '=', personId))),
    )
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Takes a photo out of everything that is shown and recognised, but keeps its row, so that nothing is lost unseen. */
export async function setAside(
  catalog: Catalog,
  imageName: string,
  reason: string,
): Promise<{ userId: number; personId: number } | undefined> {
  return catalog
    .updateTable('photos')
    .set({ quarantined: reason })
    .where('imageName', '=', imageName)
    .returning(['userId', 'personId'])
    .executeTakeFirst();
}

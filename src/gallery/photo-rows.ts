import type { Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { type StoredFace, toColumns } from '../catalog/faces';
import { searchKey } from '../catalog/search-key';
import type { Tables } from '../catalog/tables';
import { draftNotFound } from '../errors';
import { randomId } from '../storage/image-name';
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
  return catalog.transaction().execute(async (trx) => {
    if (draftId !== undefined)
      await trx.deleteFrom('drafts').where('id', '=', draftId).returning('id').executeTakeFirstOrThrow(draftNotFound);
    const person = await findOrAddPerson(trx, userId, name);
    const { id: photoId } = await trx
      .insertInto('photos')
      .values({ ...photo, userId, personId: person.id, quarantined: null })
      .returning('id')
      .executeTakeFirstOrThrow();
    await trx
      .insertInto('faces')
      .values({ photoId, ...toColumns(face) })
      .execute();
    return person;
  });
}

/** The person of a name, who is added if the user knows none. */
export async function findOrAddPerson(
  trx: Transaction<Tables>,
  userId: number,
  name: string,
): Promise<PersonReference> {
  const key = nameKey(name);
  await trx
    .insertInto('people')
    .values({ userId, name, nameKey: key, searchKey: searchKey(name), createdAt: Date.now(), handle: randomId() })
    .onConflict((conflict) => conflict.columns(['userId', 'nameKey']).doNothing())
    .execute();
  return trx
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
  return catalog.transaction().execute(async (trx) => {
    const photo = await trx
      .selectFrom('photos')
      .innerJoin('people', 'people.id', 'photos.personId')
      .select(['photos.id', 'photos.imageName', 'photos.path', 'photos.personId', 'people.handle', 'people.name'])
      .where('photos.userId', '=', userId)
      .where('imageName', '=', imageName)
      .executeTakeFirst();
    if (!photo) return undefined;
    const { id, ...removed } = photo;
    await trx.deleteFrom('photos').where('id', '=', id).execute();
    return { ...removed, wasLast: await deleteIfEmpty(trx, photo.personId) };
  });
}

/** Deletes a person without photos. @returns whether that was so */
export async function deleteIfEmpty(trx: Transaction<Tables>, personId: number): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('people')
    .where('id', '=', personId)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('photos').select('id').where('personId', '=', personId))),
    )
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Takes a photo out of everything that is shown and recognised, but keeps its row, so that nothing is lost unseen. */
export async function quarantine(
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

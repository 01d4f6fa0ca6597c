import type { Kysely, Transaction } from 'kysely';
import { searchKey } from '../catalog/search-key';
import type { Tables } from '../catalog/tables';
import { personNotFound } from '../errors';
import { randomId } from '../storage/image-name';
import { nameKey } from './person-name';

// The rows of people. What changes them takes the transaction of `changeGallery`.

/** Who somebody is: enough to name them and to link to their page. */
export interface PersonReference {
  id: number;
  /** As it stands in the person's address. */
  handle: string;
  name: string;
}

export interface Person extends PersonReference {
  /** Milliseconds since 1970. */
  createdAt: number;
  /** The photo that was chosen to stand for the person; null: the best one does. */
  coverPhotoId: number | null;
}

const PERSON = ['id', 'handle', 'name', 'createdAt', 'coverPhotoId'] as const;

const peopleIn = (catalog: Kysely<Tables>, galleryId: number) =>
  catalog.selectFrom('people').select(PERSON).where('galleryId', '=', galleryId);

/** @throws personNotFound when the gallery has nobody of that handle, whether or not another one has */
export async function requirePerson(catalog: Kysely<Tables>, galleryId: number, handle: string): Promise<Person> {
  return peopleIn(catalog, galleryId).where('handle', '=', handle).executeTakeFirstOrThrow(personNotFound);
}

/** @throws personNotFound when the gallery has nobody of that id */
export async function requirePersonById(catalog: Kysely<Tables>, galleryId: number, id: number): Promise<Person> {
  return peopleIn(catalog, galleryId).where('id', '=', id).executeTakeFirstOrThrow(personNotFound);
}

/** The person of a name, however it is written; undefined when there is none. */
export async function findPerson(
  catalog: Kysely<Tables>,
  galleryId: number,
  name: string,
): Promise<Person | undefined> {
  return peopleIn(catalog, galleryId).where('nameKey', '=', nameKey(name)).executeTakeFirst();
}

/** All columns that follow from a name. */
const nameColumns = (name: string) => ({ name, nameKey: nameKey(name), searchKey: searchKey(name) });

/** The person of a name, who is added if there is none. @returns the person, and whether they are new */
export async function findOrAddPerson(
  trx: Transaction<Tables>,
  galleryId: number,
  name: string,
): Promise<{ person: PersonReference; isNew: boolean }> {
  const known = await findPerson(trx, galleryId, name);
  if (known) return { person: { id: known.id, handle: known.handle, name: known.name }, isNew: false };
  const person = await trx
    .insertInto('people')
    .values({ galleryId, ...nameColumns(name), createdAt: Date.now(), handle: randomId() })
    .returning(['id', 'handle', 'name'])
    .executeTakeFirstOrThrow();
  return { person, isNew: true };
}

/** Brings back a person who was merged, under their old id and handle, without a cover. */
export async function restorePerson(
  trx: Transaction<Tables>,
  galleryId: number,
  { id, handle, name, createdAt }: Omit<Person, 'coverPhotoId'>,
): Promise<void> {
  await trx
    .insertInto('people')
    .values({ id, galleryId, handle, createdAt, ...nameColumns(name) })
    .execute();
}

/** @param name as `readName` gives it, and nobody else's in the gallery */
export async function renamePerson(trx: Transaction<Tables>, id: number, name: string): Promise<void> {
  await trx.updateTable('people').set(nameColumns(name)).where('id', '=', id).execute();
}

/** @param photoId of a photo of theirs; null leaves the choice to the app */
export async function setCover(trx: Transaction<Tables>, id: number, photoId: number | null): Promise<void> {
  await trx.updateTable('people').set({ coverPhotoId: photoId }).where('id', '=', id).execute();
}

/** Takes the cover from a person whose cover is no photo of theirs any more. */
export async function dropForeignCover(trx: Transaction<Tables>, id: number): Promise<void> {
  await trx
    .updateTable('people')
    .set({ coverPhotoId: null })
    .where('id', '=', id)
    .where(({ eb, selectFrom }) =>
      eb('coverPhotoId', 'not in', selectFrom('photos').select('photos.id').where('personId', '=', id)),
    )
    .execute();
}

/** A person is known since they were first known anywhere. */
export async function makeOlder(trx: Transaction<Tables>, id: number, createdAt: number): Promise<void> {
  await trx.updateTable('people').set({ createdAt }).where('id', '=', id).where('createdAt', '>', createdAt).execute();
}

/** Deletes a person with their photos, faces and verdicts. */
export async function deletePerson(trx: Transaction<Tables>, id: number): Promise<void> {
  await trx.deleteFrom('people').where('id', '=', id).execute();
}

/** Deletes a person without photos. @returns whether that was so */
export async function deleteIfEmpty(trx: Transaction<Tables>, id: number): Promise<boolean> {
  const { numDeletedRows } = await trx
    .deleteFrom('people')
    .where('id', '=', id)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('photos').select('photos.id').where('personId', '=', id))),
    )
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

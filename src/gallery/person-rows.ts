import type { Kysely, Transaction } from 'kysely';
import { searchKey } from '../catalog/search-key';
import type { Tables } from '../catalog/tables';
import { personNotFound } from '../errors';
import { tell } from '../events/happenings';
import { randomId } from '../storage/names';
import { nameKey } from './person-name';

// The rows of people. Functions that change them need the transaction of `changeGallery`.

/** What it takes to name a person and to link to their page. */
export interface PersonReference {
  id: number;
  /** The random id in the person's address. */
  handle: string;
  name: string;
}

export interface Person extends PersonReference {
  /** Milliseconds since 1970. */
  createdAt: number;
  /** The photo that the user has chosen as the cover; null means that the app chooses the best one. */
  coverPhotoId: number | null;
  /** 1 if they stay when they have no photo. */
  stays: number;
}

const PERSON = ['id', 'handle', 'name', 'createdAt', 'coverPhotoId', 'stays'] as const;

const peopleIn = (catalog: Kysely<Tables>, galleryId: number) =>
  catalog.selectFrom('people').select(PERSON).where('galleryId', '=', galleryId);

/** Finds a person by their handle. @throws personNotFound when this gallery has nobody with it, even if another one has */
export async function requirePerson(catalog: Kysely<Tables>, galleryId: number, handle: string): Promise<Person> {
  return peopleIn(catalog, galleryId).where('handle', '=', handle).executeTakeFirstOrThrow(personNotFound);
}

/** Finds a person by their id. @throws personNotFound when this gallery has nobody with it */
export async function requirePersonById(catalog: Kysely<Tables>, galleryId: number, id: number): Promise<Person> {
  return peopleIn(catalog, galleryId).where('id', '=', id).executeTakeFirstOrThrow(personNotFound);
}

/** Finds a person by their name, in any spelling that has the same key. @returns undefined when there is none */
export async function findPerson(
  catalog: Kysely<Tables>,
  galleryId: number,
  name: string,
): Promise<Person | undefined> {
  return peopleIn(catalog, galleryId).where('nameKey', '=', nameKey(name)).executeTakeFirst();
}

/** The columns that derive from a name. */
const nameColumns = (name: string) => ({ name, nameKey: nameKey(name), searchKey: searchKey(name) });

/** Finds a person by their name, or adds them. @returns the person, and whether they are new */
export async function findOrAddPerson(
  trx: Transaction<Tables>,
  galleryId: number,
  name: string,
): Promise<{ person: PersonReference; isNew: boolean }> {
  const known = await findPerson(trx, galleryId, name);
  if (known) return { person: { id: known.id, handle: known.handle, name: known.name }, isNew: false };
  return { person: await addPerson(trx, galleryId, name, { stays: 0, createdAt: Date.now() }), isNew: true };
}

/** Adds a person. @param name as `readName` returns it, and not taken by anyone in the gallery */
export async function addPerson(
  trx: Transaction<Tables>,
  galleryId: number,
  name: string,
  columns: Pick<Person, 'stays' | 'createdAt'>,
): Promise<PersonReference> {
  const person = await trx
    .insertInto('people')
    .values({ galleryId, ...nameColumns(name), ...columns, handle: randomId() })
    .returning(['id', 'handle', 'name'])
    .executeTakeFirstOrThrow();
  await tell(trx, galleryId, { type: 'person.added', person: person.handle, name: person.name });
  return person;
}

/** Adds a merged person again, with their old id and handle but without a cover. */
export async function restorePerson(
  trx: Transaction<Tables>,
  galleryId: number,
  { id, handle, name, createdAt, stays }: Omit<Person, 'coverPhotoId'>,
): Promise<void> {
  await trx
    .insertInto('people')
    .values({ id, galleryId, handle, createdAt, stays, ...nameColumns(name) })
    .execute();
}

/** Renames a person. @param name as `readName` returns it, and not taken by anyone else in the gallery */
export async function renamePerson(trx: Transaction<Tables>, id: number, name: string): Promise<void> {
  await trx.updateTable('people').set(nameColumns(name)).where('id', '=', id).execute();
}

/** Sets a person's cover. @param photoId one of their photos; null lets the app choose */
export async function setCover(trx: Transaction<Tables>, id: number, photoId: number | null): Promise<void> {
  await trx.updateTable('people').set({ coverPhotoId: photoId }).where('id', '=', id).execute();
}

/** Clears a person's cover if that photo isn't theirs any more. */
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

/** Moves the date since when a person has been known back to `createdAt`, if that is earlier. */
export async function makeOlder(trx: Transaction<Tables>, id: number, createdAt: number): Promise<void> {
  await trx.updateTable('people').set({ createdAt }).where('id', '=', id).where('createdAt', '>', createdAt).execute();
}

/** Deletes a person with their photos, faces and verdicts. */
export async function deletePerson(trx: Transaction<Tables>, id: number): Promise<void> {
  await trx.deleteFrom('people').where('id', '=', id).execute();
}

/** Whether a person would be deleted if they had so many photos fewer. */
export async function goesWith(catalog: Kysely<Tables>, id: number, photos: number): Promise<boolean> {
  const person = await catalog
    .selectFrom('people')
    .select(({ selectFrom }) => [
      'stays',
      selectFrom('photos')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('personId', '=', id)
        .as('photos'),
    ])
    .where('id', '=', id)
    .executeTakeFirst();
  return person?.stays === 0 && Number(person.photos) <= photos;
}

/** Deletes a person if they have no photos and don't stay without one. @returns whether it did */
export async function deleteIfEmpty(trx: Transaction<Tables>, id: number): Promise<boolean> {
  const deleted = await trx
    .deleteFrom('people')
    .where('id', '=', id)
    .where('stays', '=', 0)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('photos').select('photos.id').where('personId', '=', id))),
    )
    .returning(['galleryId', 'handle'])
    .executeTakeFirst();
  if (deleted) await tell(trx, deleted.galleryId, { type: 'person.deleted', person: deleted.handle, photos: 0 });
  return deleted !== undefined;
}

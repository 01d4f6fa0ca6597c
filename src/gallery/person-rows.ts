import type { Kysely, Transaction } from 'kysely';
import { searchKey } from '../catalog/search-key';
import type { Tables } from '../catalog/tables';
import { personNotFound } from '../errors';
import { nameKey } from './person-name';

export interface Person {
  id: number;
  /** As it stands in the person's address. */
  handle: string;
  name: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** The photo that was chosen to stand for the person; null: the best one does. */
  coverPhotoId: number | null;
}

const PERSON = ['id', 'handle', 'name', 'createdAt', 'coverPhotoId'] as const;

const own = (catalog: Kysely<Tables>, userId: number) =>
  catalog.selectFrom('people').select(PERSON).where('userId', '=', userId);

/** @throws personNotFound when the user knows nobody of that handle, whether or not somebody else does */
export async function requirePerson(catalog: Kysely<Tables>, userId: number, handle: string): Promise<Person> {
  const person = await own(catalog, userId).where('handle', '=', handle).executeTakeFirst();
  if (!person) throw personNotFound();
  return person;
}

/** A person who is known to be there. */
export async function personOf(catalog: Kysely<Tables>, userId: number, id: number): Promise<Person> {
  return own(catalog, userId).where('id', '=', id).executeTakeFirstOrThrow();
}

/** The person of a name, however it is written. */
export async function findNamed(catalog: Kysely<Tables>, userId: number, name: string): Promise<Person | undefined> {
  return own(catalog, userId).where('nameKey', '=', nameKey(name)).executeTakeFirst();
}

/** All columns that follow from a name. */
export const nameColumns = (name: string) => ({ name, nameKey: nameKey(name), searchKey: searchKey(name) });

/**
 * Gives the drafts of one name another, so that an answer to them finds its person.
 * @returns their ids
 */
export async function renameDrafts(
  trx: Transaction<Tables>,
  userId: number,
  from: string,
  to: string,
): Promise<string[]> {
  const drafts = await trx.selectFrom('drafts').select(['id', 'name']).where('userId', '=', userId).execute();
  const ids = drafts.filter(({ name }) => nameKey(name) === nameKey(from)).map(({ id }) => id);
  for (const id of ids) await trx.updateTable('drafts').set({ name: to }).where('id', '=', id).execute();
  return ids;
}

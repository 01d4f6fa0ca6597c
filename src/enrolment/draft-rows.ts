import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { draftNotFound } from '../errors';
import { nameKey } from '../gallery/person-name';

// The rows of drafts, as changes of people and photos take them along. A draft knows its person by id, where there is one.

/** A draft's file, to be removed when its row is gone. */
export interface DraftFile {
  id: string;
  path: string;
}

const nameColumns = (name: string) => ({ name, nameKey: nameKey(name) });

/** The drafts of a person have the person's new name. */
export async function renameDrafts(trx: Transaction<Tables>, personId: number, name: string): Promise<void> {
  await trx.updateTable('drafts').set(nameColumns(name)).where('personId', '=', personId).execute();
}

/** Drafts that wait for somebody of this name belong to the person who was added just now. */
export async function claimDrafts(
  trx: Transaction<Tables>,
  galleryId: number,
  person: { id: number; name: string },
): Promise<void> {
  await trx
    .updateTable('drafts')
    .set({ personId: person.id })
    .where('galleryId', '=', galleryId)
    .where('nameKey', '=', nameKey(person.name))
    .where('personId', 'is', null)
    .execute();
}

/** Gives one person's drafts to another. @returns their ids */
export async function reassignDrafts(
  trx: Transaction<Tables>,
  from: number,
  to: { id: number; name: string },
): Promise<string[]> {
  const drafts = await trx
    .updateTable('drafts')
    .set({ personId: to.id, ...nameColumns(to.name) })
    .where('personId', '=', from)
    .returning('id')
    .execute();
  return drafts.map(({ id }) => id);
}

/** Gives these drafts, as far as they are still there, to a person. */
export async function assignDrafts(
  trx: Transaction<Tables>,
  ids: readonly string[],
  person: { id: number; name: string },
): Promise<void> {
  for (const id of ids)
    await trx
      .updateTable('drafts')
      .set({ personId: person.id, ...nameColumns(person.name) })
      .where('id', '=', id)
      .execute();
}

/** Deletes the rows of a person's drafts. @returns their files, to be removed when that is committed */
export async function deleteDraftsOf(trx: Transaction<Tables>, personId: number): Promise<DraftFile[]> {
  return trx.deleteFrom('drafts').where('personId', '=', personId).returning(['id', 'path']).execute();
}

/** Deletes the row of a draft that has been answered. @throws draftNotFound when another answer was faster */
export async function deleteAnswered(trx: Kysely<Tables>, id: string): Promise<void> {
  await trx.deleteFrom('drafts').where('id', '=', id).returning('id').executeTakeFirstOrThrow(draftNotFound);
}

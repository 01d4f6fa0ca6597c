import type { Kysely, Transaction } from 'kysely';
import { chunksOf } from '../catalog/chunks';
import { fromColumns, insertFaces, type StoredFace } from '../catalog/faces';
import type { Tables } from '../catalog/tables';
import { inTurns } from '../concurrency/turns';
import { draftNotFound } from '../errors';
import { adder } from '../events/actor';
import { requireGallery } from '../gallery/galleries';
import { requireImporter } from '../gallery/importers';
import { nameKey } from '../gallery/person-name';
import { findPerson, requirePersonById } from '../gallery/person-rows';

// The rows of drafts. A draft has its person's id if the gallery has such a person, so changes of people update drafts, too.

/** A draft as its row has it. */
export type Draft = Omit<Tables['drafts'], 'galleryId' | 'nameKey'>;

/** A draft with its faces. */
export interface DescribedDraft extends Draft {
  /** From left to right. */
  faces: StoredFace[];
}

/** A draft's file, to be removed once its row is deleted. */
export interface DraftFile {
  id: string;
  path: string;
}

const COLUMNS = [
  ...(['id', 'personId', 'name', 'fileName', 'path', 'width', 'height'] as const),
  ...(['sourceHash', 'pictureHash', 'addedBy', 'createdAt'] as const),
];

/** Selects the drafts of a gallery. */
export const selectDrafts = (catalog: Kysely<Tables>, galleryId: number) =>
  catalog.selectFrom('drafts').select(COLUMNS).where('galleryId', '=', galleryId);

const nameColumns = (name: string) => ({ name, nameKey: nameKey(name) });

/**
 * Inserts the rows of a draft and its faces, and links the draft to the person of its name, if the gallery has one.
 * @param personId who that is, if they are known
 * @throws accountDeleted when the gallery is gone, importerGone, personNotFound when a known person is
 */
export async function insertDraft(
  trx: Transaction<Tables>,
  draft: Omit<Tables['drafts'], 'nameKey' | 'personId' | 'addedBy'>,
  faces: readonly StoredFace[],
  personId?: number,
): Promise<void> {
  await requireGallery(trx, draft.galleryId);
  await requireImporter(trx, draft.galleryId);
  const known = personId === undefined ? undefined : await requirePersonById(trx, draft.galleryId, personId);
  const person = known ?? (await findPerson(trx, draft.galleryId, draft.name));
  const { name } = known ?? draft;
  await trx
    .insertInto('drafts')
    .values({ ...draft, addedBy: adder(), ...nameColumns(name), personId: person?.id ?? null })
    .execute();
  await insertFaces(trx, { draftId: draft.id }, faces);
}

/** Reads the faces of a draft, from left to right. Leaves out those whose descriptor is damaged. */
export async function facesOfDraft(catalog: Kysely<Tables>, draftId: string): Promise<StoredFace[]> {
  const rows = await catalog
    .selectFrom('draftFaces')
    .selectAll()
    .where('draftId', '=', draftId)
    .orderBy('position')
    .execute();
  return rows.flatMap((row) => fromColumns(row) ?? []);
}

async function draftsOf(trx: Transaction<Tables>, personId: number): Promise<string[]> {
  const drafts = await trx.selectFrom('drafts').select('id').where('personId', '=', personId).execute();
  return drafts.map(({ id }) => id);
}

/** Renames a person's drafts. */
export async function renameDrafts(trx: Transaction<Tables>, personId: number, name: string): Promise<void> {
  await assignDrafts(trx, await draftsOf(trx, personId), { id: personId, name });
}

/** Links a person who was just added to the drafts that have their name. */
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

/** Moves one person's drafts to another person. @returns the drafts' ids */
export async function reassignDrafts(
  trx: Transaction<Tables>,
  from: number,
  to: { id: number; name: string },
): Promise<string[]> {
  const ids = await draftsOf(trx, from);
  await assignDrafts(trx, ids, to);
  return ids;
}

/** Moves drafts to a person. Drafts that are gone are skipped. */
export async function assignDrafts(
  trx: Transaction<Tables>,
  ids: readonly string[],
  person: { id: number; name: string },
): Promise<void> {
  for await (const some of inTurns(chunksOf(ids)))
    await trx
      .updateTable('drafts')
      .set({ personId: person.id, ...nameColumns(person.name) })
      .where('id', 'in', some)
      .execute();
}

/** Deletes the rows of a person's drafts. @returns their files, to be removed after the commit */
export async function deleteDraftsOf(trx: Transaction<Tables>, personId: number): Promise<DraftFile[]> {
  const drafts = await trx.selectFrom('drafts').select(['id', 'path']).where('personId', '=', personId).execute();
  for await (const { id } of inTurns(drafts)) await trx.deleteFrom('drafts').where('id', '=', id).execute();
  return drafts;
}

/** Deletes the row of an answered draft. @throws draftNotFound when another answer was faster */
export async function deleteAnswered(trx: Kysely<Tables>, id: string): Promise<void> {
  await trx.deleteFrom('drafts').where('id', '=', id).returning('id').executeTakeFirstOrThrow(draftNotFound);
}

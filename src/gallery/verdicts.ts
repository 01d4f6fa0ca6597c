import type { Kysely, Transaction } from 'kysely';
import { fromBytes, toBytes } from '../catalog/descriptors';
import type { Tables } from '../catalog/tables';
import type { IndexedPerson } from './descriptor-index';
import { requirePersonById } from './person-rows';
import { linkMadePhoto } from './photo-rows';
import { type SeenFace, type Verdict, VerdictBook } from './verdict-book';

// What users say of faces: "it is Ada", "not Ada". A verdict holds for the face, whatever photo of it comes and however it is
// described. What writes verdicts takes the transaction of `changeGallery`.

/** All verdicts of a gallery. */
export async function loadVerdicts(catalog: Kysely<Tables>, galleryId: number): Promise<VerdictBook> {
  return new VerdictBook(await verdictsOf(catalog, galleryId));
}

/**
 * The face is this person: verdicts to the contrary are deleted, and no other face of the photo keeps the name.
 * @param now milliseconds since 1970
 * @returns the verdict's id: that of an earlier one, when the same has been said of the face before
 * @throws personNotFound when the gallery has no such person
 */
export async function confirmFace(
  trx: Transaction<Tables>,
  galleryId: number,
  face: SeenFace,
  personId: number,
  now: number,
): Promise<number> {
  await requirePersonById(trx, galleryId, personId);
  const book = await loadVerdicts(trx, galleryId);
  const onFace = book.onFace(face).filter(({ isPerson, person }) => isPerson || person.id === personId);
  const onOthers = book
    .onPicture(face.pictureHash)
    .filter(({ isPerson, person }) => isPerson && person.id === personId);
  const standing = onFace.find(({ isPerson, person }) => isPerson && person.id === personId);
  await remove(
    trx,
    [...onFace, ...onOthers].filter(({ id }) => id !== standing?.id),
  );
  if (!standing) return insert(trx, { galleryId, face, personId, isPerson: true, createdAt: now });
  await trx.updateTable('verdicts').set(columnsOf(face)).where('id', '=', standing.id).execute();
  return standing.id;
}

/**
 * The face is not this person.
 * @param now milliseconds since 1970
 * @throws personNotFound when the gallery has no such person
 */
export async function rejectFace(
  trx: Transaction<Tables>,
  galleryId: number,
  face: SeenFace,
  personId: number,
  now: number,
): Promise<void> {
  await requirePersonById(trx, galleryId, personId);
  const onFace = (await loadVerdicts(trx, galleryId)).onFace(face);
  await remove(
    trx,
    onFace.filter(({ person }) => person.id === personId),
  );
  await insert(trx, { galleryId, face, personId, isPerson: false, createdAt: now });
}

/** The ids of all verdicts on a face and a person. */
export async function verdictsOnFace(
  catalog: Kysely<Tables>,
  galleryId: number,
  face: SeenFace,
  personId: number,
): Promise<number[]> {
  const onFace = (await loadVerdicts(catalog, galleryId)).onFace(face);
  return onFace.filter(({ person }) => person.id === personId).map(({ id }) => id);
}

/** Deletes verdicts; photos that they made stay. */
export async function deleteVerdicts(trx: Transaction<Tables>, ids: readonly number[]): Promise<void> {
  if (ids.length > 0)
    await trx
      .deleteFrom('verdicts')
      .where('id', 'in', [...ids])
      .execute();
}

/**
 * Puts back a verdict from an export, unless the person has the same one. A photo without an uploaded file that has the very
 * descriptor of the face that was confirmed is the one that the verdict had made.
 * @returns whether it was put back
 */
export async function restoreVerdict(trx: Transaction<Tables>, verdict: NewVerdict): Promise<boolean> {
  const known = await trx
    .selectFrom('verdicts')
    .select('id')
    .where('personId', '=', verdict.personId)
    .where('isPerson', '=', Number(verdict.isPerson))
    .where('descriptor', '=', toBytes(verdict.face.descriptor))
    .executeTakeFirst();
  if (known) return false;
  const id = await insert(trx, verdict);
  if (verdict.isPerson) await linkMadePhoto(trx, verdict.personId, verdict.face.descriptor, id);
  return true;
}

export interface NewVerdict {
  galleryId: number;
  personId: number;
  isPerson: boolean;
  face: SeenFace;
  /** Milliseconds since 1970. */
  createdAt: number;
}

const columnsOf = ({ pictureHash, place, descriptor }: SeenFace) => ({
  pictureHash,
  ...place,
  descriptor: toBytes(descriptor),
});

async function insert(trx: Transaction<Tables>, { face, isPerson, ...verdict }: NewVerdict): Promise<number> {
  const { id } = await trx
    .insertInto('verdicts')
    .values({ ...verdict, isPerson: Number(isPerson), ...columnsOf(face) })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

const remove = (trx: Transaction<Tables>, verdicts: readonly Verdict[]) =>
  deleteVerdicts(
    trx,
    verdicts.map(({ id }) => id),
  );

/** The latest first. One whose descriptor is damaged is passed over. */
async function verdictsOf(catalog: Kysely<Tables>, galleryId: number): Promise<Verdict[]> {
  const rows = await catalog
    .selectFrom('verdicts')
    .innerJoin('people', 'people.id', 'verdicts.personId')
    .selectAll('verdicts')
    .select(['people.handle', 'people.name'])
    .where('verdicts.galleryId', '=', galleryId)
    .orderBy('verdicts.createdAt', 'desc')
    .orderBy('verdicts.id', 'desc')
    .execute();
  return rows.flatMap(({ personId, handle, name, isPerson, left, top, width, height, descriptor, ...row }) => {
    const read = fromBytes(descriptor);
    if (!read) return [];
    const person: IndexedPerson = { id: personId, handle, name };
    const { id, pictureHash, createdAt } = row;
    const place = { left, top, width, height };
    return [{ id, person, isPerson: isPerson === 1, pictureHash, place, descriptor: read, createdAt }];
  });
}

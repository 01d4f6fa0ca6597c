import type { Kysely, Transaction } from 'kysely';
import { chunksOf } from '../catalog/chunks';
import type { Tables } from '../catalog/tables';
import { inTurns } from '../concurrency/turns';
import type { IgnoredBook } from './ignored-book';
import { stopIgnoringFace } from './ignored-faces';
import { requirePersonById } from './person-rows';
import { linkMadePhoto } from './photo-rows';
import { type SeenFace, saidOfFace } from './said-of-faces';
import { type Verdict, VerdictBook } from './verdict-book';
import {
  findSameVerdict,
  insertVerdict,
  type NewVerdict,
  selectVerdicts,
  setVerdictFace,
  verdictsInTurns,
} from './verdict-rows';

// What users decide about faces: "this is Ada", "this isn't Ada". A verdict holds for the face in any version of its photo,
// however it is described. Functions that change verdicts need the transaction of `changeGallery`.

/** Reads all verdicts of a gallery. @param isNext as they will be once the next descriptors count */
export async function loadVerdicts(catalog: Kysely<Tables>, galleryId: number, isNext = false): Promise<VerdictBook> {
  return new VerdictBook(await selectVerdicts(catalog, galleryId, isNext));
}

/** Everything that was said of a gallery's faces. */
interface Books {
  verdicts: VerdictBook;
  ignored: IgnoredBook;
}

/**
 * Confirms that a face is this person. Deletes verdicts to the contrary, and stops ignoring the face. Other faces of the photo keep
 * their verdicts: somebody may be in a photo twice.
 * @param now milliseconds since 1970
 * @param books what the gallery has on all faces, if it is loaded: whoever confirms many faces loads it once
 * @returns the verdict's id; an earlier verdict that says the same stays and is returned
 * @throws personNotFound when the gallery has no such person
 */
export async function confirmFace(
  trx: Transaction<Tables>,
  galleryId: number,
  face: SeenFace,
  personId: number,
  now: number,
  books?: Books,
): Promise<number> {
  await requirePersonById(trx, galleryId, personId);
  const book = books?.verdicts ?? (await loadVerdicts(trx, galleryId));
  const onFace = (await book.onFace(face)).filter(({ isPerson, person }) => isPerson || person.id === personId);
  const standing = onFace.find(({ isPerson, person }) => isPerson && person.id === personId);
  await remove(
    trx,
    onFace.filter(({ id }) => id !== standing?.id),
  );
  await stopIgnoringFace(trx, galleryId, face, books?.ignored);
  if (!standing) return insertVerdict(trx, { galleryId, face, personId, isPerson: true, createdAt: now });
  await setVerdictFace(trx, standing.id, face);
  return standing.id;
}

/**
 * Rejects that a face is this person. Deletes earlier verdicts on the two.
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
  await deleteVerdicts(trx, await verdictsOnFace(trx, galleryId, face, personId));
  await insertVerdict(trx, { galleryId, face, personId, isPerson: false, createdAt: now });
}

/** Finds all verdicts on a face and a person. @returns their ids */
export async function verdictsOnFace(
  catalog: Kysely<Tables>,
  galleryId: number,
  face: SeenFace,
  personId: number,
): Promise<number[]> {
  const found: number[] = [];
  for await (const piece of verdictsInTurns(catalog, galleryId)) {
    const own = piece.filter(({ person }) => person.id === personId);
    found.push(...(await saidOfFace(own, face)).map(({ id }) => id));
  }
  return found;
}

/** Deletes verdicts by their ids. The photos that they added stay. */
export async function deleteVerdicts(trx: Transaction<Tables>, ids: readonly number[]): Promise<void> {
  for await (const some of inTurns(chunksOf(ids))) await trx.deleteFrom('verdicts').where('id', 'in', some).execute();
}

/**
 * Restores a verdict from an export, unless the person has the same one. If the verdict is a confirmation, it is linked to the
 * photo that it once added: the one with exactly its descriptor and without an uploaded file.
 * @returns whether it was restored
 */
export async function restoreVerdict(trx: Transaction<Tables>, verdict: NewVerdict): Promise<boolean> {
  if ((await findSameVerdict(trx, verdict)) !== undefined) return false;
  const id = await insertVerdict(trx, verdict);
  if (verdict.isPerson) await linkMadePhoto(trx, verdict.personId, verdict.face, id);
  return true;
}

const remove = (trx: Transaction<Tables>, verdicts: readonly Verdict[]) =>
  deleteVerdicts(
    trx,
    verdicts.map(({ id }) => id),
  );

import { type Kysely, sql, type Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { chunksOf } from '../catalog/chunks';
import { fromBytes, toBytes } from '../catalog/descriptors';
import { withNext } from '../catalog/next-descriptors';
import { piecesInTurns, readInTurns } from '../catalog/read-in-turns';
import type { Tables } from '../catalog/tables';
import { inTurns } from '../concurrency/turns';
import { tell } from '../events/happenings';
import { randomId } from '../storage/names';
import { requireGallery } from './galleries';
import { IgnoredBook, type IgnoredFace } from './ignored-book';
import type { SeenFace } from './said-of-faces';

// What users say of found faces beside names: "that's no face", "ignore this person".

/** Where the user said it: a recognition and the number of its face, from 1. */
export interface SaidAt {
  recognitionId: string | null;
  faceNumber: number | null;
}

/** An ignored face in a list, and where its picture is as long as that exists. */
export type ListedIgnoredFace = Pick<IgnoredFace, 'id' | 'isFace' | 'createdAt'> & SaidAt;

/** A face that is to be ignored from now on. */
export interface NewIgnoredFace extends SaidAt {
  face: SeenFace;
  isFace: boolean;
  /** Milliseconds since 1970. */
  createdAt: number;
}

/** The order in which a gallery's rows can be read without sorting them. */
const ROWID = sql<number>`"ignoredFaces"."rowid"`;

/** Reads all ignored faces of a gallery, the latest first. Leaves out those whose descriptor is damaged. @param isNext as they will be once the next descriptors count */
export async function selectIgnoredFaces(
  catalog: Kysely<Tables>,
  galleryId: number,
  isNext = false,
): Promise<Array<IgnoredFace & SaidAt>> {
  const faces: Array<IgnoredFace & SaidAt> = [];
  const pieces = piecesInTurns((after: { rowid: number } | undefined, limit) =>
    catalog
      .selectFrom('ignoredFaces')
      .selectAll()
      .select(ROWID.as('rowid'))
      .where('galleryId', '=', galleryId)
      .where(ROWID, '>', after?.rowid ?? 0)
      .orderBy(ROWID)
      .limit(limit)
      .execute(),
  );
  for await (const piece of pieces)
    for (const { left, top, width, height, descriptor: bytes, isFace, ...row } of isNext
      ? piece.map(withNext)
      : piece) {
      const descriptor = fromBytes(bytes, row.network);
      if (!descriptor) continue;
      const { id, network, pictureHash, recognitionId, faceNumber, createdAt } = row;
      const place = { left, top, width, height };
      const known = { id, pictureHash, recognitionId, faceNumber, createdAt, isFace: isFace === 1 };
      faces.push({ ...known, place, descriptor, network });
    }
  return faces.sort((one, other) => other.createdAt - one.createdAt || (other.id < one.id ? -1 : 1));
}

/** Where an ignored face is in the list. */
export type IgnoredPlace = Pick<IgnoredFace, 'id' | 'createdAt'>;

/** Lists some of a gallery's ignored faces, the latest first: without what they are recognized by. @param after how many come before them, or the one before them */
export async function listIgnoredFaces(
  catalog: Kysely<Tables>,
  galleryId: number,
  limit: number,
  after: number | IgnoredPlace,
): Promise<ListedIgnoredFace[]> {
  const ordered = catalog
    .selectFrom('ignoredFaces')
    .select(['id', 'isFace', 'recognitionId', 'faceNumber', 'createdAt'])
    .where('galleryId', '=', galleryId)
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit);
  const some =
    typeof after === 'number'
      ? ordered.offset(after)
      : ordered.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('createdAt', 'id'), '<', tuple(after.createdAt, after.id)),
        );
  const rows = await some.execute();
  return rows.map((row) => ({ ...row, isFace: row.isFace === 1 }));
}

/** Reads a gallery's ignored faces, to look faces up in. @param isNext as they will be once the next descriptors count */
export async function loadIgnoredFaces(
  catalog: Kysely<Tables>,
  galleryId: number,
  isNext = false,
): Promise<IgnoredBook> {
  return new IgnoredBook(await selectIgnoredFaces(catalog, galleryId, isNext));
}

/**
 * Ignores a face from now on. What was said of this very face before is replaced.
 * @throws accountDeleted when the gallery is gone
 */
export async function ignoreFace(catalog: Catalog, galleryId: number, ignored: NewIgnoredFace): Promise<void> {
  await catalog.transaction().execute(async (trx) => {
    await requireGallery(trx, galleryId);
    await stopIgnoringFace(trx, galleryId, ignored.face);
    await insert(trx, galleryId, ignored);
    const { isFace, recognitionId, faceNumber: face } = ignored;
    if (recognitionId !== null && face !== null)
      await tell(trx, galleryId, { type: 'face.ignored', isFace, recognitionId, face });
  });
}

async function insert(
  trx: Transaction<Tables>,
  galleryId: number,
  { face: { pictureHash, place, descriptor, network }, isFace, ...rest }: NewIgnoredFace,
): Promise<void> {
  await trx
    .insertInto('ignoredFaces')
    .values({
      id: randomId(),
      galleryId,
      isFace: Number(isFace),
      pictureHash,
      ...place,
      descriptor: toBytes(descriptor),
      network,
      ...rest,
    })
    .execute();
}

/** Deletes what was said of this very face. @param book the gallery's ignored faces, if they are loaded */
export async function stopIgnoringFace(
  trx: Kysely<Tables>,
  galleryId: number,
  face: SeenFace,
  book?: IgnoredBook,
): Promise<void> {
  const ignored = book ?? (await loadIgnoredFaces(trx, galleryId));
  await deleteIgnored(trx, galleryId, await ignored.onSameFace(face));
}

/** Deletes everything for which a face is ignored, so that it is shown again. @param at where the user says it */
export async function stopIgnoringPerson(
  catalog: Catalog,
  galleryId: number,
  seen: SeenFace,
  at: { recognitionId: string; face: number },
): Promise<void> {
  await catalog.transaction().execute(async (trx) => {
    const ignored = await (await loadIgnoredFaces(trx, galleryId)).onFace(seen);
    if ((await deleteIgnored(trx, galleryId, ignored)) > 0)
      await tell(trx, galleryId, { type: 'face.considered', ...at });
  });
}

/** Deletes one ignored face by its id. @returns whether the gallery had it */
export async function removeIgnoredFace(catalog: Catalog, galleryId: number, id: string): Promise<boolean> {
  return catalog.transaction().execute(async (trx) => {
    const faces = await deleteIgnored(trx, galleryId, [{ id }]);
    if (faces > 0) await tell(trx, galleryId, { type: 'ignored-faces.deleted', faces });
    return faces > 0;
  });
}

/** Deletes all ignored faces of a gallery. @returns how many there were */
export async function removeAllIgnoredFaces(catalog: Catalog, galleryId: number): Promise<number> {
  const all = await readInTurns((after: { rowid: number } | undefined, limit) =>
    catalog
      .selectFrom('ignoredFaces')
      .select(['id', ROWID.as('rowid')])
      .where('galleryId', '=', galleryId)
      .where(ROWID, '>', after?.rowid ?? 0)
      .orderBy(ROWID)
      .limit(limit)
      .execute(),
  );
  return deleteIgnored(catalog, galleryId, all);
}

/** Restores an ignored face from an export, unless the gallery has the same one. @returns whether it was restored */
export async function restoreIgnoredFace(
  trx: Transaction<Tables>,
  galleryId: number,
  ignored: NewIgnoredFace,
): Promise<boolean> {
  const known = await trx
    .selectFrom('ignoredFaces')
    .select('id')
    .where('galleryId', '=', galleryId)
    .where('isFace', '=', Number(ignored.isFace))
    .where('descriptor', '=', toBytes(ignored.face.descriptor))
    .where('network', '=', ignored.face.network)
    .executeTakeFirst();
  if (known) return false;
  await insert(trx, galleryId, ignored);
  return true;
}

async function deleteIgnored(
  catalog: Kysely<Tables>,
  galleryId: number,
  faces: ReadonlyArray<{ id: string }>,
): Promise<number> {
  let deleted = 0;
  for await (const some of inTurns(chunksOf(faces))) {
    const { numDeletedRows } = await catalog
      .deleteFrom('ignoredFaces')
      .where('galleryId', '=', galleryId)
      .where(
        'id',
        'in',
        some.map(({ id }) => id),
      )
      .executeTakeFirstOrThrow();
    deleted += Number(numDeletedRows);
  }
  return deleted;
}

import type { ExpressionBuilder, Insertable, Kysely, Transaction } from 'kysely';
import { type Described, toBytes } from '../catalog/descriptors';
import { insertFaces, type StoredFace } from '../catalog/faces';
import type { Tables } from '../catalog/tables';
import { accountDeleted, recognitionNotFound } from '../errors';
import { personalGallery } from '../gallery/galleries';
import type { Viewer } from '../gallery/viewer';
import { storedOrigin } from './origins';

/**
 * Where the photo of a new result is stored: in the folder of its maker's personal gallery, whichever gallery it belongs to, so that it counts
 * for the storage limit of who keeps it.
 * @throws accountDeleted
 */
export async function resultPath(catalog: Kysely<Tables>, { userId }: Viewer, id: string): Promise<string> {
  const personal = await personalGallery(catalog, userId);
  if (!personal) throw accountDeleted();
  return `${personal.folder}/${id}.jpg`;
}

/** Inserts a recognition and its faces. */
export async function insertRecognition(
  trx: Transaction<Tables>,
  row: Insertable<Tables['recognitions']> & { userId: number },
  faces: readonly StoredFace[],
): Promise<void> {
  await trx.insertInto('recognitions').values(row).execute();
  await insertFaces(trx, { recognitionId: row.id }, faces);
}

/** The rows that somebody sees in a gallery: what they made, and what others share. */
export const isSeenBy =
  ({ gallery, userId }: Viewer) =>
  (eb: ExpressionBuilder<Tables, 'recognitions'>) =>
    eb.and([eb('galleryId', '=', gallery.id), eb.or([eb('userId', '=', userId), eb('shared', '=', 1)])]);

/** Finds a recognition that somebody sees, and whose it is. @throws recognitionNotFound */
export async function findSeen(trx: Kysely<Tables>, viewer: Viewer, id: string) {
  return trx
    .selectFrom('recognitions')
    .select(['path', 'userId', 'shared'])
    .where('id', '=', id)
    .where(isSeenBy(viewer))
    .where('expiresAt', '>', Date.now())
    .executeTakeFirstOrThrow(recognitionNotFound);
}

/** Shares a recognition with its gallery, or stops that. */
export async function setShared(trx: Transaction<Tables>, id: string, isShared: boolean): Promise<void> {
  await trx
    .updateTable('recognitions')
    .set({ shared: isShared ? 1 : 0 })
    .where('id', '=', id)
    .execute();
}

/**
 * Whether somebody has a recognition from an export already: it was made here, or restored before.
 * @param originId its id in the gallery where it was made
 */
export async function hasRecognition(
  catalog: Kysely<Tables>,
  { gallery, userId }: Viewer,
  originId: string,
): Promise<boolean> {
  const found = await catalog
    .selectFrom('recognitions')
    .select('id')
    .where('galleryId', '=', gallery.id)
    .where('userId', '=', userId)
    .where(({ eb, or }) => or([eb('id', '=', originId), eb('originId', '=', storedOrigin(userId, originId))]))
    .executeTakeFirst();
  return found !== undefined;
}

/** Whether a recognition of somebody's has a face with exactly this descriptor. No two photos share one. */
export async function hasRecognizedFace(
  catalog: Kysely<Tables>,
  { gallery, userId }: Viewer,
  { descriptor, network }: Described,
): Promise<boolean> {
  const found = await catalog
    .selectFrom('recognizedFaces')
    .innerJoin('recognitions', 'recognitions.id', 'recognizedFaces.recognitionId')
    .select('recognitions.id')
    .where('galleryId', '=', gallery.id)
    .where('userId', '=', userId)
    .where('descriptor', '=', toBytes(descriptor))
    .where('network', '=', network)
    .executeTakeFirst();
  return found !== undefined;
}

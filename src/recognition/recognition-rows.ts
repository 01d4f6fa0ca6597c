import type { Kysely, Transaction } from 'kysely';
import { toBytes } from '../catalog/descriptors';
import { insertFaces, type StoredFace } from '../catalog/faces';
import type { Tables } from '../catalog/tables';

export type NewRecognition = Omit<Tables['recognitions'], 'expiresAt'>;

/** Writes the row of a recognition, and those of its faces. */
export async function insertRecognition(
  trx: Transaction<Tables>,
  row: Tables['recognitions'],
  faces: readonly StoredFace[],
): Promise<void> {
  await trx.insertInto('recognitions').values(row).execute();
  await insertFaces(trx, { recognitionId: row.id }, faces);
}

/**
 * Whether a recognition from an export is here already: it was made here, or put back before.
 * @param originId its id where it comes from
 */
export async function hasRecognition(catalog: Kysely<Tables>, galleryId: number, originId: string): Promise<boolean> {
  const found = await catalog
    .selectFrom('recognitions')
    .select('id')
    .where('galleryId', '=', galleryId)
    .where(({ eb, or }) => or([eb('id', '=', originId), eb('originId', '=', originId)]))
    .executeTakeFirst();
  return found !== undefined;
}

/** Whether a recognition has a face of this very descriptor: no two photos have one. */
export async function hasRecognizedFace(
  catalog: Kysely<Tables>,
  galleryId: number,
  descriptor: Float32Array,
): Promise<boolean> {
  const found = await catalog
    .selectFrom('recognizedFaces')
    .innerJoin('recognitions', 'recognitions.id', 'recognizedFaces.recognitionId')
    .select('recognitions.id')
    .where('galleryId', '=', galleryId)
    .where('descriptor', '=', toBytes(descriptor))
    .executeTakeFirst();
  return found !== undefined;
}

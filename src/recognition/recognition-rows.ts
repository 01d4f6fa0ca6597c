import type { Insertable, Kysely, Transaction } from 'kysely';
import { type Described, toBytes } from '../catalog/descriptors';
import { insertFaces, type StoredFace } from '../catalog/faces';
import type { Tables } from '../catalog/tables';
import { currentActor } from '../events/actor';

/** Inserts a recognition and its faces. By default it is of whoever does what is being done. */
export async function insertRecognition(
  trx: Transaction<Tables>,
  row: Insertable<Tables['recognitions']>,
  faces: readonly StoredFace[],
): Promise<void> {
  await trx
    .insertInto('recognitions')
    .values({ userId: currentActor().userId, ...row })
    .execute();
  await insertFaces(trx, { recognitionId: row.id }, faces);
}

/**
 * Whether a gallery has a recognition from an export already: it was made here, or restored before.
 * @param originId its id in the gallery where it was made
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

/** Whether a recognition of a gallery has a face with exactly this descriptor. No two photos share one. */
export async function hasRecognizedFace(
  catalog: Kysely<Tables>,
  galleryId: number,
  { descriptor, network }: Described,
): Promise<boolean> {
  const found = await catalog
    .selectFrom('recognizedFaces')
    .innerJoin('recognitions', 'recognitions.id', 'recognizedFaces.recognitionId')
    .select('recognitions.id')
    .where('galleryId', '=', galleryId)
    .where('descriptor', '=', toBytes(descriptor))
    .where('network', '=', network)
    .executeTakeFirst();
  return found !== undefined;
}

import type { Kysely, Transaction } from 'kysely';
import { chunksOf } from '../catalog/chunks';
import { toBytes } from '../catalog/descriptors';
import { hasNext, isOther, isUntried, type NextDescription, nextColumns, TAKE_NEXT } from '../catalog/next-descriptors';
import { readInTurns } from '../catalog/read-in-turns';
import type { Tables } from '../catalog/tables';
import { inTurns } from '../concurrency/turns';
import type { DescriptorNetwork } from '../engine/descriptor-network';

// The rows of enrolled faces while a gallery is described anew by another network.

/** An enrolled photo whose face is to be described by another network. */
export interface PendingPhoto {
  path: string;
  width: number;
  height: number;
  faceId: number;
  personId: number;
  box: { left: number; top: number; width: number; height: number };
  descriptor: Uint8Array;
  network: string;
}

const photosWithFaces = (catalog: Kysely<Tables>, galleryId: number) =>
  catalog
    .selectFrom('photos')
    .innerJoin('faces', 'faces.photoId', 'photos.id')
    .where('photos.galleryId', '=', galleryId)
    .where('quarantined', 'is', null);

/** Finds the photos whose faces haven't been described by a network, or by fewer chips than it takes. @returns their ids */
export async function pendingPhotos(
  catalog: Kysely<Tables>,
  galleryId: number,
  { id: network, enrolled }: DescriptorNetwork,
): Promise<number[]> {
  const rows = await readInTurns((after: { id: number } | undefined, limit) =>
    photosWithFaces(catalog, galleryId)
      .select('photos.id')
      .where(({ eb, or }) => or([isOther(network), eb('faces.chips', '<', enrolled.length)]))
      .where(isUntried(network))
      .where('photos.id', '>', after?.id ?? 0)
      .orderBy('photos.id')
      .limit(limit)
      .execute(),
  );
  return rows.map(({ id }) => id);
}

/** Reads a photo that is to be described. @returns undefined when it is gone */
export async function findPendingPhoto(
  catalog: Kysely<Tables>,
  galleryId: number,
  id: number,
): Promise<PendingPhoto | undefined> {
  const row = await photosWithFaces(catalog, galleryId)
    .select(['path', 'personId', 'photos.width as photoWidth', 'photos.height as photoHeight'])
    .select(['faces.id as faceId', 'left', 'top', 'faces.width', 'faces.height', 'descriptor', 'network'])
    .where('photos.id', '=', id)
    .executeTakeFirst();
  if (!row) return undefined;
  const { left, top, width, height, photoWidth, photoHeight, ...rest } = row;
  return { ...rest, width: photoWidth, height: photoHeight, box: { left, top, width, height } };
}

/** Returns whose a photo is; undefined when it is gone. */
export async function ownerOf(trx: Transaction<Tables>, id: number): Promise<number | undefined> {
  const row = await trx.selectFrom('photos').select('personId').where('id', '=', id).executeTakeFirst();
  return row?.personId;
}

/**
 * Writes what another network made of an enrolled face, if it is still there. If that network's descriptors count already, what was said of
 * the face is about the new one from now on.
 */
export async function describeNextFace(
  trx: Transaction<Tables>,
  { faceId, personId, ...old }: PendingPhoto,
  next: NextDescription,
  counts: boolean,
): Promise<void> {
  const { descriptor } = next;
  const chips = counts && descriptor ? { chips: next.chips } : {};
  await trx
    .updateTable('faces')
    .set({ ...nextColumns(next, counts), ...chips })
    .where('id', '=', faceId)
    .execute();
  if (!counts || !descriptor) return;
  await trx
    .updateTable('verdicts')
    .set({ descriptor: toBytes(descriptor), network: next.network })
    .where('personId', '=', personId)
    .where('descriptor', '=', old.descriptor)
    .where('network', '=', old.network)
    .execute();
}

/** Counts the photos that another network couldn't describe: they can't be compared once its descriptors count. */
export async function countBehind(catalog: Kysely<Tables>, galleryId: number, network: string): Promise<number> {
  const { count } = await photosWithFaces(catalog, galleryId)
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where(isOther(network))
    .where('nextNetwork', '=', network)
    .where('nextDescriptor', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Makes the next descriptors of a gallery's enrolled faces, verdicts and ignored faces count. Those without one keep theirs, which count no more. */
export async function takeNextDescriptors(
  trx: Transaction<Tables>,
  galleryId: number,
  { id: network, enrolled }: DescriptorNetwork,
): Promise<void> {
  const photos = await trx.selectFrom('photos').select('id').where('galleryId', '=', galleryId).execute();
  for await (const ids of inTurns(chunksOf(photos.map(({ id }) => id))))
    await trx
      .updateTable('faces')
      .set({ ...TAKE_NEXT, chips: enrolled.length })
      .where('photoId', 'in', ids)
      .where(hasNext(network))
      .execute();
  for (const table of ['verdicts', 'ignoredFaces'] as const)
    await trx.updateTable(table).set(TAKE_NEXT).where('galleryId', '=', galleryId).where(hasNext(network)).execute();
  await trx.updateTable('galleries').set({ network }).where('id', '=', galleryId).execute();
}

import type { Kysely, Transaction } from 'kysely';
import type { Catalog } from '../../catalog/catalog';
import { chunksOf } from '../../catalog/chunks';
import { isOther, isUntried, takeNext } from '../../catalog/next-descriptors';
import type { Tables } from '../../catalog/tables';
import { inTurns } from '../../concurrency/turns';
import type { DescriptorNetwork } from '../../engine/descriptor-network';

/** A recognition or a draft whose faces are to be described by another network. */
export interface PendingPicture {
  path: string;
  width: number;
  height: number;
  faces: Array<{ position: number; left: number; top: number; width: number; height: number }>;
}

/** A kind of pictures with several faces. */
export type PictureKind = 'recognition' | 'draft';

/** Finds the pictures of a gallery with a face that hasn't been described by a network. @returns their ids */
export async function pendingPictures(
  catalog: Catalog,
  kind: PictureKind,
  galleryId: number,
  network: string,
): Promise<string[]> {
  const pending: string[] = [];
  for await (const some of inTurns(chunksOf(await idsIn(catalog, kind, galleryId)))) {
    const rows =
      kind === 'draft'
        ? await catalog
            .selectFrom('draftFaces')
            .select('draftId as id')
            .distinct()
            .where('draftId', 'in', some)
            .where(isOther(network))
            .where(isUntried(network))
            .execute()
        : await catalog
            .selectFrom('recognizedFaces')
            .select('recognitionId as id')
            .distinct()
            .where('recognitionId', 'in', some)
            .where(isOther(network))
            .where(isUntried(network))
            .execute();
    pending.push(...rows.map(({ id }) => id));
  }
  return pending;
}

async function idsIn(catalog: Kysely<Tables>, kind: PictureKind, galleryId: number): Promise<string[]> {
  const table = kind === 'draft' ? 'drafts' : 'recognitions';
  const rows = await catalog.selectFrom(table).select('id').where('galleryId', '=', galleryId).execute();
  return rows.map(({ id }) => id);
}

const FACE = ['position', 'left', 'top', 'width', 'height'] as const;

/** Reads a picture that is to be described. @returns undefined when it is gone */
export async function findPendingPicture(
  catalog: Catalog,
  kind: PictureKind,
  galleryId: number,
  id: string,
): Promise<PendingPicture | undefined> {
  const picture = await catalog
    .selectFrom(kind === 'draft' ? 'drafts' : 'recognitions')
    .select(['path', 'width', 'height'])
    .where('galleryId', '=', galleryId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!picture) return undefined;
  const faces =
    kind === 'draft'
      ? await catalog.selectFrom('draftFaces').select(FACE).where('draftId', '=', id).execute()
      : await catalog.selectFrom('recognizedFaces').select(FACE).where('recognitionId', '=', id).execute();
  return { ...picture, faces };
}

/** Makes the next descriptors of a gallery's recognitions and drafts count. */
export async function takeNextOfPictures(
  trx: Transaction<Tables>,
  galleryId: number,
  { id: network, asked, enrolled }: DescriptorNetwork,
): Promise<void> {
  for await (const ids of inTurns(chunksOf(await idsIn(trx, 'recognition', galleryId))))
    await takeNext(trx, 'recognizedFaces', ids, { network, chips: asked.length });
  for await (const ids of inTurns(chunksOf(await idsIn(trx, 'draft', galleryId))))
    await takeNext(trx, 'draftFaces', ids, { network, chips: enrolled.length });
}

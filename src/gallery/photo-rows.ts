import type { Kysely, Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { toBytes } from '../catalog/descriptors';
import { type StoredFace, toColumns } from '../catalog/faces';
import type { Tables } from '../catalog/tables';
import { photoNotFound } from '../errors';
import { changeGallery } from './gallery-changes';
import { deleteIfEmpty } from './person-rows';

// The rows of labelled photos and their faces. What changes them takes the transaction of `changeGallery`.

export interface NewPhoto {
  galleryId: number;
  personId: number;
  imageName: string;
  path: string;
  width: number;
  height: number;
  sourceHash: string | null;
  pictureHash: string | null;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** The verdict by which a face of a recognition becomes this photo; null for an uploaded one. */
  verdictId: number | null;
}

/** Writes the row of a photo, and that of its face. */
export async function insertPhoto(trx: Transaction<Tables>, photo: NewPhoto, face: StoredFace): Promise<void> {
  const { id: photoId } = await trx
    .insertInto('photos')
    .values({ ...photo, quarantined: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  await trx
    .insertInto('faces')
    .values({ photoId, ...toColumns(face) })
    .execute();
}

/** A photo whose row is gone, and whose it was. */
export interface RemovedPhoto {
  imageName: string;
  path: string;
  personId: number;
  handle: string;
  name: string;
  /** Whether it was the person's last one: then they are gone, too. */
  wasLast: boolean;
}

/**
 * Deletes a photo and its face, and the person with their last one.
 * @throws photoNotFound when the gallery has no such photo
 */
export async function deletePhoto(
  trx: Transaction<Tables>,
  galleryId: number,
  imageName: string,
): Promise<RemovedPhoto> {
  const { id, ...removed } = await trx
    .selectFrom('photos')
    .innerJoin('people', 'people.id', 'photos.personId')
    .select(['photos.id', 'photos.imageName', 'photos.path', 'photos.personId', 'people.handle', 'people.name'])
    .where('photos.galleryId', '=', galleryId)
    .where('imageName', '=', imageName)
    .executeTakeFirstOrThrow(photoNotFound);
  await trx.deleteFrom('photos').where('id', '=', id).execute();
  return { ...removed, wasLast: await deleteIfEmpty(trx, removed.personId) };
}

/** The names of the photos that verdicts have made. */
export async function photosMadeBy(trx: Kysely<Tables>, verdicts: readonly number[]): Promise<string[]> {
  if (verdicts.length === 0) return [];
  const rows = await trx
    .selectFrom('photos')
    .select('imageName')
    .where('verdictId', 'in', [...verdicts])
    .execute();
  return rows.map(({ imageName }) => imageName);
}

/** Links a person's photo of this very descriptor, if it came from no uploaded file, to the verdict that had made it. */
export async function linkMadePhoto(
  trx: Transaction<Tables>,
  personId: number,
  descriptor: Float32Array,
  verdictId: number,
): Promise<void> {
  await trx
    .updateTable('photos')
    .set({ verdictId })
    .where('personId', '=', personId)
    .where('sourceHash', 'is', null)
    .where('id', 'in', ({ selectFrom }) =>
      selectFrom('faces')
        .innerJoin('photos as own', 'own.id', 'faces.photoId')
        .select('photoId')
        .where('own.personId', '=', personId)
        .where('descriptor', '=', toBytes(descriptor)),
    )
    .execute();
}

/** Takes a photo out of all that is shown and recognized, but keeps its row and file, so that nothing is lost unseen. */
export async function quarantine(catalog: Catalog, imageName: string, reason: string): Promise<void> {
  const photo = await catalog
    .selectFrom('photos')
    .select('galleryId')
    .where('imageName', '=', imageName)
    .executeTakeFirst();
  if (!photo) return;
  await changeGallery(catalog, photo.galleryId, async (trx, touch) => {
    const changed = await trx
      .updateTable('photos')
      .set({ quarantined: reason })
      .where('imageName', '=', imageName)
      .returning('personId')
      .executeTakeFirst();
    if (changed) touch(changed.personId);
  });
}

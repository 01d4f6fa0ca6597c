import { randomUUID } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { chunksOf } from '../catalog/chunks';
import { toBytes } from '../catalog/descriptors';
import { type StoredFace, toColumns } from '../catalog/faces';
import type { Tables } from '../catalog/tables';
import { inTurns } from '../concurrency/turns';
import { photoNotFound } from '../errors';
import { adder } from '../events/actor';
import { tell } from '../events/happenings';
import { changeGallery } from './gallery-changes';
import { deleteIfEmpty } from './person-rows';
import type { SeenFace } from './said-of-faces';

// The rows of labeled photos and their faces. Functions that change them need the transaction of `changeGallery`.

export interface NewPhoto {
  galleryId: number;
  personId: number;
  /** Who added it, if that isn't who does what is being done; null if they are gone. */
  addedBy?: number | null;
  imageName: string;
  /** The UUID that it had where it was exported; by default, and if the gallery has a photo with it, a new one. */
  imageId?: string | undefined;
  /** Relative to the store. */
  path: string;
  /** In pixels, like the height. */
  width: number;
  height: number;
  /** SHA-256 of the uploaded file, in hex; null when there is none. */
  sourceHash: string | null;
  /** The perceptual hash (storage/picture-hash.ts); null when it is unknown. */
  pictureHash: string | null;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** The verdict that turns a face of a recognition into this photo; null for an uploaded photo. */
  verdictId: number | null;
}

/** Inserts the rows of a photo and its face. */
export async function insertPhoto(trx: Transaction<Tables>, photo: NewPhoto, face: StoredFace): Promise<void> {
  const { id: photoId } = await trx
    .insertInto('photos')
    .values({ addedBy: adder(), ...photo, imageId: await freeImageId(trx, photo), quarantined: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  await trx
    .insertInto('faces')
    .values({ photoId, ...toColumns(face) })
    .execute();
}

async function freeImageId(trx: Transaction<Tables>, { galleryId, imageId }: NewPhoto): Promise<string> {
  if (imageId === undefined) return randomUUID();
  const taken = await trx
    .selectFrom('photos')
    .select('id')
    .where('galleryId', '=', galleryId)
    .where('imageId', '=', imageId)
    .executeTakeFirst();
  return taken ? randomUUID() : imageId;
}

/** A photo whose row was deleted, and the person it belonged to. */
export interface RemovedPhoto {
  imageName: string;
  path: string;
  personId: number;
  /** Who added it; null if they are gone. */
  addedBy: number | null;
  handle: string;
  name: string;
  /** Whether the person was deleted, too, as it was their last photo. */
  wasLast: boolean;
}

/**
 * Deletes a photo and its face, and the person if it was their last photo and they don't stay without one.
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
    .select([
      'photos.id',
      'photos.imageName',
      'photos.path',
      'photos.personId',
      'addedBy',
      'people.handle',
      'people.name',
    ])
    .where('photos.galleryId', '=', galleryId)
    .where('imageName', '=', imageName)
    .executeTakeFirstOrThrow(photoNotFound);
  await trx.deleteFrom('photos').where('id', '=', id).execute();
  await tell(trx, galleryId, { type: 'photo.deleted', photo: imageName, person: removed.handle });
  return { ...removed, wasLast: await deleteIfEmpty(trx, removed.personId) };
}

/** Gives a photo to another person. It no longer came of a verdict, which was about the former one. */
export async function givePhoto(trx: Transaction<Tables>, id: number, personId: number): Promise<void> {
  await trx.updateTable('photos').set({ personId, verdictId: null }).where('id', '=', id).execute();
}

/** Finds the photos that verdicts have added to people. @param verdicts ids @returns image names */
export async function photosMadeBy(trx: Kysely<Tables>, verdicts: readonly number[]): Promise<string[]> {
  const made: string[] = [];
  for await (const some of inTurns(chunksOf(verdicts))) {
    const rows = await trx.selectFrom('photos').select('imageName').where('verdictId', 'in', some).execute();
    made.push(...rows.map(({ imageName }) => imageName));
  }
  return made;
}

/** How far a face may be from the place where a verdict saw it, in shares of the photo: they come from one box. */
const NEARLY = 0.01;

/**
 * Links the person's photo of exactly this face to the verdict that added it, unless the photo was uploaded. It has the same descriptor, or the
 * same place in the same picture: another network may have described it since.
 */
export async function linkMadePhoto(
  trx: Transaction<Tables>,
  personId: number,
  { descriptor, network, pictureHash, place }: SeenFace,
  verdictId: number,
): Promise<void> {
  const isThere = sql<boolean>`("own"."pictureHash" = ${pictureHash}
    and abs("left" / "own"."width" - ${place.left}) < ${NEARLY} and abs("top" / "own"."height" - ${place.top}) < ${NEARLY}
    and abs("faces"."width" / "own"."width" - ${place.width}) < ${NEARLY}
    and abs("faces"."height" / "own"."height" - ${place.height}) < ${NEARLY})`;
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
        .where(({ eb, or, and }) =>
          or([and([eb('descriptor', '=', toBytes(descriptor)), eb('network', '=', network)]), isThere]),
        ),
    )
    .execute();
}

/**
 * Hides a photo whose file or face can't be used from pages and recognition. Its row and file stay, so that nothing is lost.
 * @param reason is stored with the photo, for the operator
 */
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

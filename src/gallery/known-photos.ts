import type { Kysely } from 'kysely';
import { toBytes } from '../catalog/descriptors';
import type { Tables } from '../catalog/tables';
import type { Box } from '../engine/contract';
import { areAlike } from '../storage/picture-hash';
import { isSamePlace, placeIn } from './face-place';
import { nameKey } from './person-name';

/** A picture by which a photo is known again, whatever its size and format now. */
export interface KnownPicture {
  width: number;
  height: number;
  /** The perceptual hash; null when it isn't known. */
  pictureHash: string | null;
}

function photosOf(catalog: Kysely<Tables>, galleryId: number, name: string) {
  return catalog
    .selectFrom('photos')
    .innerJoin('people', 'people.id', 'photos.personId')
    .where('photos.galleryId', '=', galleryId)
    .where('people.nameKey', '=', nameKey(name))
    .where('quarantined', 'is', null);
}

/** Whether this very file is a photo of the person already. @param sourceHash SHA-256 of the uploaded file, in hex */
export async function hasSource(
  catalog: Kysely<Tables>,
  galleryId: number,
  name: string,
  sourceHash: string,
): Promise<boolean> {
  const row = await photosOf(catalog, galleryId, name)
    .select('photos.id')
    .where('sourceHash', '=', sourceHash)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether the person has this very face already: the same place in the same picture. */
export async function hasFace(
  catalog: Kysely<Tables>,
  galleryId: number,
  name: string,
  picture: KnownPicture,
  box: Box,
): Promise<boolean> {
  if (picture.pictureHash === null) return false;
  const rows = await photosOf(catalog, galleryId, name)
    .innerJoin('faces', 'faces.photoId', 'photos.id')
    .select(['photos.width as photoWidth', 'photos.height as photoHeight', 'pictureHash'])
    .select(['left', 'top', 'faces.width', 'faces.height'])
    .execute();
  const place = placeIn(box, picture);
  return rows.some(
    (row) =>
      areAlike(row.pictureHash, picture.pictureHash) &&
      isSamePlace(placeIn(row, { width: row.photoWidth, height: row.photoHeight }), place),
  );
}

/** The person's photo with this very descriptor: no two photos have one. @returns its name, or undefined */
export async function findByDescriptor(
  catalog: Kysely<Tables>,
  galleryId: number,
  name: string,
  descriptor: Float32Array,
): Promise<string | undefined> {
  const photo = await catalog
    .selectFrom('faces')
    .innerJoin('photos', 'photos.id', 'faces.photoId')
    .innerJoin('people', 'people.id', 'photos.personId')
    .select('imageName')
    .where('people.galleryId', '=', galleryId)
    .where('nameKey', '=', nameKey(name))
    .where('faces.descriptor', '=', toBytes(descriptor))
    .executeTakeFirst();
  return photo?.imageName;
}

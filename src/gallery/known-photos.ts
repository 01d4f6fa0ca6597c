import type { Kysely } from 'kysely';
import { type Described, toBytes } from '../catalog/descriptors';
import { piecesInTurns } from '../catalog/read-in-turns';
import type { Tables } from '../catalog/tables';
import { isSamePlace, placeIn } from '../engine/boxes';
import type { Box } from '../engine/contract';
import { likenessTo } from '../storage/picture-hash';
import { nameKey } from './person-name';
import { findPerson } from './person-rows';
import { isNewerThan, type PhotoPlace } from './photo-order';

/** What identifies a photo in any size and format. */
export interface KnownPicture {
  width: number;
  height: number;
  /** The perceptual hash (storage/picture-hash.ts); null when it is unknown. */
  pictureHash: string | null;
}

/** Selects the usable photos of the person with this name. */
function photosOf(catalog: Kysely<Tables>, galleryId: number, name: string) {
  return catalog
    .selectFrom('photos')
    .innerJoin('people', 'people.id', 'photos.personId')
    .where('photos.galleryId', '=', galleryId)
    .where('people.nameKey', '=', nameKey(name))
    .where('quarantined', 'is', null);
}

/** Whether the person already has a photo from this very file. @param sourceHash SHA-256 of the uploaded file, in hex */
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

/** Whether the person already has this very face: the same place in the same picture. @param box in the picture's pixels */
export async function hasFace(
  catalog: Kysely<Tables>,
  galleryId: number,
  name: string,
  picture: KnownPicture,
  box: Box,
): Promise<boolean> {
  const person = picture.pictureHash === null ? undefined : await findPerson(catalog, galleryId, name);
  if (!person) return false;
  const place = placeIn(box, picture);
  const isOfPicture = likenessTo(picture.pictureHash);
  const pieces = piecesInTurns((after: PhotoPlace | undefined, limit) =>
    catalog
      .selectFrom('photos')
      .innerJoin('faces', 'faces.photoId', 'photos.id')
      .where('personId', '=', person.id)
      .where('quarantined', 'is', null)
      .select(['photos.id', 'photos.createdAt', 'pictureHash'])
      .select(['photos.width as photoWidth', 'photos.height as photoHeight'])
      .select(['left', 'top', 'faces.width', 'faces.height'])
      .where(isNewerThan(after))
      .orderBy('photos.createdAt')
      .orderBy('photos.id')
      .limit(limit)
      .execute(),
  );
  for await (const piece of pieces)
    for (const row of piece)
      if (
        isOfPicture(row.pictureHash) &&
        isSamePlace(placeIn(row, { width: row.photoWidth, height: row.photoHeight }), place)
      )
        return true;
  return false;
}

/** Finds the person's photo with exactly this descriptor: no two photos share one. @returns its image name, or undefined */
export async function findByDescriptor(
  catalog: Kysely<Tables>,
  galleryId: number,
  name: string,
  { descriptor, network }: Described,
): Promise<string | undefined> {
  const photo = await catalog
    .selectFrom('faces')
    .innerJoin('photos', 'photos.id', 'faces.photoId')
    .innerJoin('people', 'people.id', 'photos.personId')
    .select('imageName')
    .where('people.galleryId', '=', galleryId)
    .where('nameKey', '=', nameKey(name))
    .where('faces.descriptor', '=', toBytes(descriptor))
    .where('faces.network', '=', network)
    .executeTakeFirst();
  return photo?.imageName;
}

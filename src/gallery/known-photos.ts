import type { Catalog } from '../catalog/catalog';
import type { Box } from '../engine/contract';
import { areAlike } from '../storage/picture-hash';
import { isSamePlace, placeIn } from './face-place';
import { nameKey } from './person-name';
import type { PersonReference } from './photo-rows';

/** The person of a name, if the user knows one. */
export async function findPerson(catalog: Catalog, userId: number, name: string): Promise<PersonReference | undefined> {
  return catalog
    .selectFrom('people')
    .select(['id', 'handle', 'name'])
    .where('userId', '=', userId)
    .where('nameKey', '=', nameKey(name))
    .executeTakeFirst();
}

function photosOf(catalog: Catalog, userId: number, name: string) {
  return catalog
    .selectFrom('photos')
    .innerJoin('people', 'people.id', 'photos.personId')
    .where('photos.userId', '=', userId)
    .where('people.nameKey', '=', nameKey(name))
    .where('quarantined', 'is', null);
}

/** Whether this very file is a photo of the person already. */
export async function hasSource(catalog: Catalog, userId: number, name: string, sourceHash: string): Promise<boolean> {
  const row = await photosOf(catalog, userId, name)
    .select('photos.id')
    .where('sourceHash', '=', sourceHash)
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether the person has this very face already: the same place in the same picture, whatever its size and format now. */
export async function findKnownFace(
  catalog: Catalog,
  userId: number,
  name: string,
  picture: { width: number; height: number; pictureHash: string | null },
  box: Box,
): Promise<boolean> {
  if (picture.pictureHash === null) return false;
  const rows = await photosOf(catalog, userId, name)
    .innerJoin('faces', 'faces.photoId', 'photos.id')
    .select([
      'photos.width as photoWidth',
      'photos.height as photoHeight',
      'pictureHash',
      'left',
      'top',
      'faces.width',
      'faces.height',
    ])
    .execute();
  const place = placeIn(box, picture);
  return rows.some(
    (row) =>
      areAlike(row.pictureHash, picture.pictureHash) &&
      isSamePlace(placeIn(row, { width: row.photoWidth, height: row.photoHeight }), place),
  );
}

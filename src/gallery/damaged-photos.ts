import type { Catalog } from '../catalog/catalog';

/** The time furthest from 1970 that a date can have, in milliseconds (ECMA-262, 21.4.1.1). */
const MAX_TIME = 8.64e15;

const isSize = (value: unknown) => Number.isSafeInteger(value) && Number(value) > 0;
const isTime = (value: unknown) => Number.isSafeInteger(value) && Math.abs(Number(value)) <= MAX_TIME;

/** Finds photos whose rows in the catalog can't be right: an impossible size, date or box, or no face. @returns their image names */
export async function findDamaged(catalog: Catalog): Promise<ReadonlySet<string>> {
  const rows = await catalog
    .selectFrom('photos')
    .leftJoin('faces', 'faces.photoId', 'photos.id')
    .select([
      'imageName',
      'createdAt',
      'photos.width',
      'photos.height',
      'left',
      'top',
      'faces.width as faceWidth',
      'faces.height as faceHeight',
    ])
    .where('quarantined', 'is', null)
    .execute();
  const damaged = rows.filter(
    ({ createdAt, width, height, left, top, faceWidth, faceHeight }) =>
      ![width, height].every(isSize) ||
      !isTime(createdAt) ||
      ![left, top, faceWidth, faceHeight].every(Number.isFinite) ||
      !(faceWidth && faceHeight),
  );
  return new Set(damaged.map(({ imageName }) => imageName));
}

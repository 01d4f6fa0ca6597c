import type { Kysely } from 'kysely';
import { distanceOf, fromBytes } from '../catalog/descriptors';
import type { Tables } from '../catalog/tables';
import { areUnlike, isUnlike, outliersAmong } from './outliers';
import { findPerson } from './person-rows';
import { isSameDescriptor, type SeenFace } from './verdict-book';
import { selectVerdicts } from './verdict-rows';
import { loadVerdicts } from './verdicts';

// Compares faces with the photos that a person has. In the transaction of `changeGallery`, the answer holds until the commit.

interface OwnPhoto {
  id: number;
  imageName: string;
  descriptor: Float32Array;
}

/** Reads a person's usable photos, the newest first. */
async function ownPhotos(catalog: Kysely<Tables>, personId: number): Promise<OwnPhoto[]> {
  const rows = await catalog
    .selectFrom('photos')
    .innerJoin('faces', 'faces.photoId', 'photos.id')
    .select(['photos.id', 'imageName', 'descriptor'])
    .where('personId', '=', personId)
    .where('quarantined', 'is', null)
    .orderBy('photos.createdAt', 'desc')
    .orderBy('photos.id', 'desc')
    .execute();
  return rows.flatMap(({ descriptor: bytes, ...photo }) => {
    const descriptor = fromBytes(bytes);
    return descriptor ? [{ ...photo, descriptor }] : [];
  });
}

const descriptorsOf = async (catalog: Kysely<Tables>, personId: number) =>
  (await ownPhotos(catalog, personId)).map(({ descriptor }) => descriptor);

/**
 * Finds out whether a face doesn't look like the photos of the person with this name, and the user hasn't said that it is them.
 * @returns the image name of the photo that it is nearest to; undefined for a face that looks like them, and where there is nobody
 *   to compare it with
 */
export async function findUnlike(
  catalog: Kysely<Tables>,
  galleryId: number,
  name: string,
  face: SeenFace,
): Promise<string | undefined> {
  const person = await findPerson(catalog, galleryId, name);
  if (!person) return undefined;
  const photos = await ownPhotos(catalog, person.id);
  if (
    !isUnlike(
      face.descriptor,
      photos.map(({ descriptor }) => descriptor),
    )
  )
    return undefined;
  const verdicts = (await loadVerdicts(catalog, galleryId)).onFace(face);
  if (verdicts.find((verdict) => verdict.person.id === person.id)?.isPerson) return undefined;
  const [nearest] = photos
    .map(({ imageName, descriptor }) => ({ imageName, distance: distanceOf(descriptor, face.descriptor) }))
    .sort((one, other) => one.distance - other.distance);
  return nearest?.imageName;
}

/** Whether two people don't look alike. @param one their ids */
export async function lookUnlike(catalog: Kysely<Tables>, one: number, other: number): Promise<boolean> {
  return areUnlike(await descriptorsOf(catalog, one), await descriptorsOf(catalog, other));
}

/**
 * Finds the photos of a person that don't look like the others, and of which the user hasn't said that they are that person.
 * @returns their ids, the newest first
 */
export async function findOutliers(catalog: Kysely<Tables>, galleryId: number, personId: number): Promise<number[]> {
  const photos = await ownPhotos(catalog, personId);
  const outliers = outliersAmong(photos.map(({ descriptor }) => descriptor)).flatMap((i) => photos[i] ?? []);
  if (outliers.length === 0) return [];
  const confirmed = (await selectVerdicts(catalog, galleryId)).filter(
    ({ isPerson, person }) => isPerson && person.id === personId,
  );
  return outliers.flatMap(({ id, descriptor }) =>
    confirmed.some((verdict) => isSameDescriptor(verdict.descriptor, descriptor)) ? [] : [id],
  );
}

import { type Kysely, sql } from 'kysely';
import { type Described, distanceBetween, fromBytes } from '../catalog/descriptors';
import { piecesInTurns } from '../catalog/read-in-turns';
import type { Tables } from '../catalog/tables';
import { inTurns } from '../concurrency/turns';
import { areUnlike, isUnlike, outliersAmong } from './outliers';
import { findPerson } from './person-rows';
import { isOlderThan, type PhotoPlace } from './photo-order';
import { isSameDescriptor, type SeenFace } from './said-of-faces';
import { unlikeFor } from './thresholds';
import { selectVerdicts } from './verdict-rows';
import { loadVerdicts } from './verdicts';

// Compares faces with the photos that a person has. In the transaction of `changeGallery`, the answer holds until the commit.

interface OwnPhoto extends Described {
  id: number;
  imageName: string;
}

/** The network whose descriptors count in the photo's gallery. */
const COUNTING = sql<string>`(select network from galleries where galleries.id = photos."galleryId")`;

/** Reads a person's usable photos piece by piece, the newest first: those with a descriptor that counts. */
async function* ownPhotos(catalog: Kysely<Tables>, personId: number): AsyncGenerator<OwnPhoto[], void, undefined> {
  const pieces = piecesInTurns((after: PhotoPlace | undefined, limit) =>
    catalog
      .selectFrom('photos')
      .innerJoin('faces', 'faces.photoId', 'photos.id')
      .select(['photos.id', 'imageName', 'descriptor', 'faces.network', 'photos.createdAt'])
      .where('personId', '=', personId)
      .where('quarantined', 'is', null)
      .where('faces.network', '=', COUNTING)
      .where(isOlderThan(after))
      .orderBy('photos.createdAt', 'desc')
      .orderBy('photos.id', 'desc')
      .limit(limit)
      .execute(),
  );
  for await (const piece of pieces)
    yield piece.flatMap(({ descriptor: bytes, ...photo }) => {
      const descriptor = fromBytes(bytes, photo.network);
      return descriptor ? [{ ...photo, descriptor }] : [];
    });
}

async function allOwnPhotos(catalog: Kysely<Tables>, personId: number): Promise<OwnPhoto[]> {
  const photos: OwnPhoto[] = [];
  for await (const piece of ownPhotos(catalog, personId)) photos.push(...piece);
  return photos;
}

const descriptorsOf = (photos: readonly OwnPhoto[]) => photos.map(({ descriptor }) => descriptor);

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
  const limit = unlikeFor(face.network);
  const photos: Float32Array[] = [];
  let nearest: { imageName: string; distance: number } | undefined;
  for await (const piece of ownPhotos(catalog, person.id)) {
    for (const photo of piece) {
      const distance = distanceBetween(photo, face);
      if (distance <= limit) return undefined;
      if (distance === Number.POSITIVE_INFINITY) continue;
      if (!nearest || distance < nearest.distance) nearest = { imageName: photo.imageName, distance };
      photos.push(photo.descriptor);
    }
  }
  if (!isUnlike(face.descriptor, photos, limit)) return undefined;
  const verdicts = await (await loadVerdicts(catalog, galleryId)).onFace(face);
  if (verdicts.find((verdict) => verdict.person.id === person.id)?.isPerson) return undefined;
  return nearest?.imageName;
}

/** Whether two people don't look alike. @param one their ids */
export async function lookUnlike(catalog: Kysely<Tables>, one: number, other: number): Promise<boolean> {
  const [ones, others] = [await allOwnPhotos(catalog, one), await allOwnPhotos(catalog, other)];
  return areUnlike(descriptorsOf(ones), descriptorsOf(others), unlikeFor(ones[0]?.network));
}

/**
 * Finds the photos of a person that don't look like the others, and of which the user hasn't said that they are that person.
 * @returns their ids, the newest first
 */
export async function findOutliers(catalog: Kysely<Tables>, galleryId: number, personId: number): Promise<number[]> {
  const photos = await allOwnPhotos(catalog, personId);
  const found = await outliersAmong(descriptorsOf(photos), unlikeFor(photos[0]?.network));
  const outliers = found.flatMap((i) => photos[i] ?? []);
  if (outliers.length === 0) return [];
  const confirmed = (await selectVerdicts(catalog, galleryId)).filter(
    ({ isPerson, person }) => isPerson && person.id === personId,
  );
  const unlike: number[] = [];
  for await (const photo of inTurns(outliers))
    if (!confirmed.some((verdict) => isSameDescriptor(verdict, photo))) unlike.push(photo.id);
  return unlike;
}

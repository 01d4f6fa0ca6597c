import type { Catalog } from '../catalog/catalog';
import { photoNotFound } from '../errors';
import { isOlderThan, type PhotoPlace } from '../gallery/photo-order';
import { isAdderMember } from '../gallery/roles-in-queries';
import { offsetOf } from '../web/fields';

/** A photo in the list of a person's photos, and how good a view of the face it is (engine/quality.ts). */
export interface ListedPhoto {
  id: number;
  imageName: string;
  /** Milliseconds since 1970. */
  createdAt: number;
  /** Who added it; null if they aren't a member of the gallery any more. */
  adder: { id: number; name: string } | null;
  /** The face's width in pixels, like the height. */
  width: number;
  height: number;
  /** 0 to 1, like the turn; null where unknown. */
  sharpness: number | null;
  turn: number | null;
}

/** A page of a person's photos. */
export interface PhotosPage {
  /** The newest first. */
  photos: ListedPhoto[];
  /** From 1. */
  page: number;
  /** Whether more photos follow. */
  more: boolean;
  /** How many photos fit on a page. */
  size: number;
}

const PHOTOS_ON_A_PAGE = 60;

/** The photos of a gallery that can be shown, with their faces and who added them. */
const usablePhotos = (catalog: Catalog, galleryId: number) =>
  catalog
    .selectFrom('photos')
    .innerJoin('faces', 'faces.photoId', 'photos.id')
    .leftJoin('users', (join) => join.onRef('users.id', '=', 'photos.addedBy').on(isAdderMember))
    .select(['photos.id', 'imageName', 'photos.createdAt', 'faces.width', 'faces.height', 'sharpness', 'turn'])
    .select(['users.id as adderId', 'users.displayName as adderName'])
    .where('photos.galleryId', '=', galleryId)
    .where('quarantined', 'is', null);

const withAdder = <Row extends { adderId: number | null; adderName: string | null }>({
  adderId,
  adderName,
  ...photo
}: Row) => ({ ...photo, adder: adderId === null ? null : { id: adderId, name: adderName ?? '' } });

/** Lists a page of a person's photos. @param page from 1 @param only the ids of the photos to list, the newest first; by default all */
export async function listPhotos(
  catalog: Catalog,
  galleryId: number,
  personId: number,
  page: number,
  only?: readonly number[],
): Promise<PhotosPage> {
  // They are in the list's order, so that a page of them is a part of them.
  const from = offsetOf(page, PHOTOS_ON_A_PAGE);
  const ids = only?.slice(from, from + PHOTOS_ON_A_PAGE + 1);
  const found = await usablePhotos(catalog, galleryId)
    .where('personId', '=', personId)
    .$if(ids !== undefined, (query) => query.where('photos.id', 'in', ids ?? []))
    .orderBy('photos.createdAt', 'desc')
    .orderBy('photos.id', 'desc')
    .limit(PHOTOS_ON_A_PAGE + 1)
    .offset(ids ? 0 : from)
    .execute();
  const photos = found.slice(0, PHOTOS_ON_A_PAGE).map(withAdder);
  return { photos, page, more: found.length > photos.length, size: PHOTOS_ON_A_PAGE };
}

/** A photo, and whose it is. */
export interface OwnedPhoto extends ListedPhoto {
  person: { handle: string; name: string };
  /** From 0 to 1; null where unknown. */
  quality: number | null;
}

const ownedPhotos = (catalog: Catalog, galleryId: number) =>
  usablePhotos(catalog, galleryId)
    .innerJoin('people', 'people.id', 'photos.personId')
    .select(['quality', 'people.handle', 'people.name']);

type OwnedRow = Awaited<ReturnType<ReturnType<typeof ownedPhotos>['execute']>>[number];

const toOwned = ({ handle, name, ...photo }: OwnedRow): OwnedPhoto => ({
  ...withAdder(photo),
  person: { handle, name },
});

/** Lists a person's usable photos, the newest first, from a place on. @param after the last one that is left out */
export async function photosAfter(
  catalog: Catalog,
  galleryId: number,
  personId: number,
  after: PhotoPlace | undefined,
  limit: number,
): Promise<OwnedPhoto[]> {
  const rows = await ownedPhotos(catalog, galleryId)
    .where('personId', '=', personId)
    .where(isOlderThan(after))
    .orderBy('photos.createdAt', 'desc')
    .orderBy('photos.id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toOwned);
}

/** Finds a usable photo with what is known of it. @throws photoNotFound when this gallery has none with this image name */
export async function showPhoto(catalog: Catalog, galleryId: number, imageName: string): Promise<OwnedPhoto> {
  const row = await ownedPhotos(catalog, galleryId)
    .where('imageName', '=', imageName)
    .executeTakeFirstOrThrow(photoNotFound);
  return toOwned(row);
}

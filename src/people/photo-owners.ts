import type { Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import { fromBytes } from '../catalog/descriptors';
import type { Tables } from '../catalog/tables';
import { placeIn } from '../engine/boxes';
import { claimDrafts } from '../enrolment/draft-rows';
import type { Whose } from '../enrolment/face-entry';
import { photoKnown, photoNotFound } from '../errors';
import { tell } from '../events/happenings';
import type { Gallery } from '../gallery/galleries';
import { changeGallery } from '../gallery/gallery-changes';
import { hasFace } from '../gallery/known-photos';
import {
  deleteIfEmpty,
  dropForeignCover,
  findOrAddPerson,
  type PersonReference,
  requirePerson,
  requirePersonById,
} from '../gallery/person-rows';
import { givePhoto } from '../gallery/photo-rows';
import { confirmFace } from '../gallery/verdicts';

/** A photo that was moved. */
export interface MovedPhoto {
  from: PersonReference;
  to: PersonReference;
  /** Whether it was the former person's last photo, so that they are gone. */
  wasLast: boolean;
}

/** Finds a photo of a gallery with its face. @throws photoNotFound */
async function findFace(trx: Transaction<Tables>, galleryId: number, imageName: string) {
  const row = await trx
    .selectFrom('photos')
    .innerJoin('faces', 'faces.photoId', 'photos.id')
    .select(['photos.id', 'personId', 'pictureHash', 'photos.width as photoWidth', 'photos.height as photoHeight'])
    .select(['left', 'top', 'faces.width', 'faces.height', 'descriptor', 'faces.network'])
    .where('galleryId', '=', galleryId)
    .where('imageName', '=', imageName)
    .executeTakeFirst();
  const descriptor = row && fromBytes(row.descriptor, row.network);
  if (!row || !descriptor) throw photoNotFound();
  const { id, personId, pictureHash, left, top, width, height, network } = row;
  const picture = { width: row.photoWidth, height: row.photoHeight, pictureHash };
  const box = { left, top, width, height };
  return { id, personId, picture, box, seen: { pictureHash, place: placeIn(box, picture), descriptor, network } };
}

/**
 * Remembers that a photo is its person's, even if it doesn't look like the others.
 * @throws personNotFound, photoNotFound
 */
export async function vouchForPhoto(
  catalog: Catalog,
  { id: galleryId }: Gallery,
  handle: string,
  imageName: string,
): Promise<void> {
  await changeGallery(catalog, galleryId, async (trx, touch) => {
    const person = await requirePerson(trx, galleryId, handle);
    const { personId, seen } = await findFace(trx, galleryId, imageName);
    if (personId !== person.id) throw photoNotFound();
    await confirmFace(trx, galleryId, seen, person.id, Date.now());
    await tell(trx, galleryId, { type: 'photo.confirmed', photo: imageName, person: handle });
    touch(person.id);
  });
}

/**
 * Moves a photo to somebody else, who is added if the gallery has nobody of that name. A person without photos is deleted.
 * @param typed their name, as `readName` returns it
 * @param whose who that is, if they are known
 * @param mayRemove called before the former person is deleted, who has no photo left; it throws if that may not be
 * @throws photoNotFound, personNotFound when a known person is gone, photoKnown when they have it already, what `mayAdd` and `mayRemove` throw
 */
export async function movePhoto(
  catalog: Catalog,
  { id: galleryId }: Gallery,
  imageName: string,
  typed: string,
  whose: Whose = {},
  mayRemove: () => void = () => undefined,
): Promise<MovedPhoto> {
  return changeGallery(catalog, galleryId, async (trx, touch) => {
    const photo = await findFace(trx, galleryId, imageName);
    const from = await requirePersonById(trx, galleryId, photo.personId);
    const known = whose.personId === undefined ? undefined : await requirePersonById(trx, galleryId, whose.personId);
    const name = known?.name ?? typed;
    const { person: to, isNew } = await findOrAddPerson(trx, galleryId, name);
    if (isNew) {
      whose.mayAdd?.();
      await claimDrafts(trx, galleryId, to);
    }
    if (to.id === from.id || (await hasFace(trx, galleryId, name, photo.picture, photo.box))) throw photoKnown(to.name);
    await givePhoto(trx, photo.id, to.id);
    await confirmFace(trx, galleryId, photo.seen, to.id, Date.now());
    await dropForeignCover(trx, from.id);
    await tell(trx, galleryId, { type: 'photo.moved', photo: imageName, person: to.handle, from: from.handle });
    touch(from.id, to.id);
    const wasLast = await deleteIfEmpty(trx, from.id);
    if (wasLast) mayRemove();
    return { from, to, wasLast };
  });
}

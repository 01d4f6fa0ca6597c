import type { Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import type { StoredFace } from '../catalog/faces';
import type { Tables } from '../catalog/tables';
import { placeIn } from '../engine/boxes';
import { photoKnown } from '../errors';
import { tell } from '../events/happenings';
import type { Gallery } from '../gallery/galleries';
import { changeGallery, type Touch } from '../gallery/gallery-changes';
import { stopIgnoringFace } from '../gallery/ignored-faces';
import { hasFace } from '../gallery/known-photos';
import { findUnlike } from '../gallery/own-photos';
import { findOrAddPerson, type PersonReference, requirePersonById } from '../gallery/person-rows';
import { insertPhoto } from '../gallery/photo-rows';
import type { SeenFace } from '../gallery/said-of-faces';
import { confirmFace } from '../gallery/verdicts';
import { newImageName } from '../storage/names';
import type { PhotoStore } from '../storage/photo-store';
import { claimDrafts, type Draft, deleteAnswered } from './draft-rows';
import type { DraftPicture } from './drafts';

/** Who a person is of whom a name alone doesn't say enough. */
export interface Whose {
  /** Who that is, if they are known: then nobody is added, even if they are deleted or renamed meanwhile. */
  personId?: number | undefined;
  /** Called before a person is added; it throws if that may not be. */
  mayAdd?: (() => void) | undefined;
}

/** A face to be enrolled. */
export interface NewFace extends Whose {
  /** Whose face it is, as `readName` returns it. */
  name: string;
  picture: DraftPicture;
  face: StoredFace;
  /** Milliseconds since 1970; by default now. An import gives the date of the first enrolment. */
  createdAt?: number;
  /** Who added it, if that isn't who does what is being done, nor who uploaded the draft; null if they are gone. */
  addedBy?: number | null;
  /** The UUID by which programs know the photo, from an import; by default a new one. */
  imageId?: string | undefined;
  /** The draft whose picture it is. The draft's row is deleted in the same transaction; the caller removes its file. */
  draft?: Draft;
  /** The face of a recognition that the user confirmed by this: the verdict is written in the same transaction. */
  confirmed?: SeenFace;
  /** Where that face is: the recognition, and its number there. */
  confirmedAt?: { recognitionId: string; face: number };
  /** The face as verdicts know it, if it must look like the person's photos. */
  mustBeLike?: SeenFace;
  /** The face as verdicts know it, if the user has said that it is this person in spite of a doubt: then nobody asks again. */
  vouched?: SeenFace;
}

/** Thrown when a face that must look like its person's photos doesn't. Nothing is stored then. */
export class UnlikePhotos extends Error {}

/** A photo that was added to the gallery, and its person. */
export interface EnrolledPhoto {
  person: PersonReference;
  imageName: string;
}

/** The only way for a face into a gallery: writes the picture's file first, and then all rows in one transaction. */
export class FaceEntry {
  constructor(
    private readonly catalog: Catalog,
    /** The store of enrolled photos. */
    private readonly store: PhotoStore,
  ) {}

  /**
   * Writes a face's photo and rows. Once this resolves, they outlive a crash; when it rejects, nothing is stored. If two requests
   * bring the same photo, the lock of `changeGallery` lets the second one see what the first one did.
   * @throws {UnlikePhotos} when it must look like the person's photos, and doesn't
   * @throws personNotFound when a known person is gone, what `mayAdd` throws, photoKnown when the person already has that very face, draftNotFound when the draft is gone, accountDeleted,
   *   storageFull, storageUnavailable, quotaReached
   */
  async enter(gallery: Gallery, face: NewFace): Promise<EnrolledPhoto> {
    const imageName = newImageName(face.name);
    const path = `${gallery.folder}/${imageName}.jpg`;
    const claim = () =>
      changeGallery(this.catalog, gallery.id, (trx, touch) =>
        insert(trx, touch, gallery, { ...face, imageName, path }),
      );
    const person = await this.store.writeClaimed(path, face.picture.jpeg, claim, face.draft !== undefined);
    return { person, imageName };
  }
}

/** A face of a picture, as verdicts know it. */
export const seenIn = (
  picture: Pick<DraftPicture, 'width' | 'height' | 'pictureHash'>,
  { box, descriptor, network }: StoredFace,
): SeenFace => ({
  pictureHash: picture.pictureHash || null,
  place: placeIn(box, picture),
  descriptor,
  network,
});

async function insert(
  trx: Transaction<Tables>,
  touch: Touch,
  { id: galleryId }: Gallery,
  {
    name: typed,
    personId,
    mayAdd,
    picture,
    face,
    createdAt = Date.now(),
    imageId,
    draft,
    confirmed,
    confirmedAt,
    mustBeLike,
    vouched,
    ...file
  }: NewFace & { imageName: string; path: string },
): Promise<PersonReference> {
  const { width, height, sourceHash, pictureHash } = picture;
  const known = personId === undefined ? undefined : await requirePersonById(trx, galleryId, personId);
  const name = known?.name ?? typed;
  if (await hasFace(trx, galleryId, name, picture, face.box)) throw photoKnown(name);
  if (mustBeLike && (await findUnlike(trx, galleryId, name, mustBeLike)) !== undefined) throw new UnlikePhotos();
  if (draft) await deleteAnswered(trx, draft.id);
  const { person, isNew } = await findOrAddPerson(trx, galleryId, name);
  if (isNew) {
    mayAdd?.();
    await claimDrafts(trx, galleryId, person);
  }
  const verdictId = confirmed ? await confirmFace(trx, galleryId, confirmed, person.id, createdAt) : null;
  // Not linked to the photo: taking the verdict back deletes only a photo that came of it.
  if (vouched) await confirmFace(trx, galleryId, vouched, person.id, createdAt);
  else await stopIgnoringFace(trx, galleryId, seenIn(picture, face));
  const adder = draft ? { addedBy: draft.addedBy } : {};
  const photo = { ...adder, ...file, imageId, width, height, sourceHash, pictureHash, createdAt, verdictId };
  if (draft) await tell(trx, galleryId, { type: 'draft.answered', draft: draft.id });
  if (confirmedAt) await tell(trx, galleryId, { type: 'face.confirmed', person: person.handle, ...confirmedAt });
  await tell(trx, galleryId, { type: 'photo.added', photo: file.imageName, person: person.handle });
  await insertPhoto(trx, { galleryId, personId: person.id, ...photo }, face);
  touch(person.id);
  return person;
}

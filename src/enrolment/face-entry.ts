import type { Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import type { StoredFace } from '../catalog/faces';
import type { Tables } from '../catalog/tables';
import { photoKnown } from '../errors';
import { changeGallery, type Touch } from '../gallery/gallery-changes';
import type { Gallery } from '../gallery/gallery-rows';
import { hasFace } from '../gallery/known-photos';
import { findOrAddPerson, type PersonReference } from '../gallery/person-rows';
import { insertPhoto } from '../gallery/photo-rows';
import type { SeenFace } from '../gallery/verdict-book';
import { confirmFace } from '../gallery/verdicts';
import { newImageName } from '../storage/image-name';
import type { PhotoStore } from '../storage/photo-store';
import { claimDrafts, deleteAnswered } from './draft-rows';
import type { Draft, DraftPicture } from './drafts';

/** A face that joins the gallery. */
export interface NewFace {
  name: string;
  picture: DraftPicture;
  face: StoredFace;
  /** Milliseconds since 1970; now, unless it was enrolled elsewhere before. */
  createdAt?: number;
  /** The draft whose picture it is, byte for byte: its row goes when the face's comes, its file is left to the caller. */
  draft?: Draft;
  /** The face in a recognition that a user has confirmed by this: the verdict is written together with the photo. */
  confirmed?: SeenFace;
}

/** A photo that has joined the gallery. */
export interface EnrolledPhoto {
  person: PersonReference;
  imageName: string;
}

/** The one way by which a face gets into a gallery: the picture's file first, then, together, all its rows. */
export class FaceEntry {
  constructor(
    private readonly catalog: Catalog,
    /** Of the gallery's photos. */
    private readonly store: PhotoStore,
  ) {}

  /**
   * When this resolves, the photo outlives a crash; when it rejects, nothing of it is stored. Two requests with one photo: the
   * gallery's lock lets the second one see what the first has done.
   * @throws photoKnown when the person has that very face, draftNotFound when the draft is gone meanwhile, accountDeleted,
   *   storageFull, quotaReached
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

async function insert(
  trx: Transaction<Tables>,
  touch: Touch,
  { id: galleryId }: Gallery,
  {
    name,
    picture,
    face,
    createdAt = Date.now(),
    draft,
    confirmed,
    ...file
  }: NewFace & { imageName: string; path: string },
): Promise<PersonReference> {
  const { width, height, sourceHash, pictureHash } = picture;
  if (await hasFace(trx, galleryId, name, picture, face.box)) throw photoKnown(name);
  if (draft) await deleteAnswered(trx, draft.id);
  const { person, isNew } = await findOrAddPerson(trx, galleryId, name);
  if (isNew) await claimDrafts(trx, galleryId, person);
  const verdictId = confirmed ? await confirmFace(trx, galleryId, confirmed, person.id, createdAt) : null;
  const photo = { ...file, width, height, sourceHash, pictureHash, createdAt, verdictId };
  await insertPhoto(trx, { galleryId, personId: person.id, ...photo }, face);
  touch(person.id);
  return person;
}

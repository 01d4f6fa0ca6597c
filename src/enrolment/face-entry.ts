import type { Catalog } from '../catalog/catalog';
import type { StoredFace } from '../catalog/faces';
import { folderOf } from '../catalog/user-folder';
import { KeyedMutex } from '../concurrency/keyed-mutex';
import { photoKnown } from '../errors';
import type { EnrolledPeople } from '../gallery/enrolled-people';
import { findKnownFace } from '../gallery/known-photos';
import { insertPhoto, type PersonReference } from '../gallery/photo-rows';
import { newImageName } from '../storage/image-name';
import type { PhotoStore } from '../storage/photo-store';
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
}

interface Dependencies {
  catalog: Catalog;
  /** Of the gallery's photos. */
  store: PhotoStore;
  enrolled: EnrolledPeople;
}

/** The one way by which a face gets into the gallery: the picture first, then its row, then the index. */
export class FaceEntry {
  // Two requests with one photo would each find that the other isn't there yet.
  private readonly turns = new KeyedMutex();

  constructor(private readonly deps: Dependencies) {}

  /**
   * When this resolves, the photo outlives a crash; when it rejects, nothing of it is stored.
   * @throws photoKnown when the person has that very face, draftNotFound when the draft is gone meanwhile, storageFull, quotaReached
   */
  enter(userId: number, face: NewFace): Promise<PersonReference & { imageName: string }> {
    return this.turns.run(userId, async () => {
      await this.refuseKnown(userId, face.name, face.picture, face.face);
      return this.write(userId, face);
    });
  }

  private async write(
    userId: number,
    { name, picture, face, createdAt = Date.now(), draft }: NewFace,
  ): Promise<PersonReference & { imageName: string }> {
    const { catalog, store, enrolled } = this.deps;
    const imageName = newImageName(name);
    const path = `${await folderOf(catalog, userId)}/${imageName}.jpg`;
    const { width, height, sourceHash, pictureHash } = picture;
    const row = { userId, name, imageName, path, width, height, sourceHash, pictureHash, face, createdAt };
    const person = await store.writeClaimed(
      path,
      picture.jpeg,
      () => insertPhoto(catalog, row, draft?.id),
      draft !== undefined,
    );
    await enrolled.refresh(userId, person.id);
    return { ...person, imageName };
  }

  /** @throws photoKnown when the person has that very face */
  async refuseKnown(
    userId: number,
    name: string,
    picture: Omit<DraftPicture, 'jpeg'>,
    { box }: StoredFace,
  ): Promise<void> {
    if (await findKnownFace(this.deps.catalog, userId, name, picture, box)) throw photoKnown(name);
  }
}

import type { Catalog } from '../catalog/catalog';
import { roleTooWeak } from '../errors';
import { tell } from '../events/happenings';
import type { Gallery } from '../gallery/galleries';
import { isAtLeast, roleIn } from '../gallery/memberships';
import { makeGallery, renameGallery } from '../gallery/own-galleries';

/** Makes galleries and gives them names. */
export class OwnGalleries {
  constructor(
    private readonly catalog: Catalog,
    /** The network whose descriptors count in new galleries. */
    private readonly network: string,
  ) {}

  /** Makes a gallery of a user's. @throws galleryNameTaken, tooManyGalleries */
  make(ownerId: number, name: string): Promise<Gallery> {
    return this.catalog.transaction().execute(async (trx) => {
      const gallery = await makeGallery(trx, { name, ownerId, network: this.network });
      await tell(trx, gallery.id, { type: 'gallery.made' });
      return gallery;
    });
  }

  /** Gives a gallery another name. @throws roleTooWeak, galleryNotFound, galleryNameTaken */
  async rename(galleryId: number, byUser: number, name: string): Promise<void> {
    await this.catalog.transaction().execute(async (trx) => {
      if (!isAtLeast(await roleIn(trx, galleryId, byUser), 'owner')) throw roleTooWeak('owner');
      await renameGallery(trx, { galleryId, byUser, name });
      await tell(trx, galleryId, { type: 'gallery.renamed' });
    });
  }
}

import type { Catalog } from '../../catalog/catalog';
import type { DescriptorNetwork } from '../../engine/descriptor-network';
import { tell } from '../../events/happenings';
import { takeNextDescriptors } from '../../gallery/description-rows';
import { changeGallery } from '../../gallery/gallery-changes';
import { takeNextOfPictures } from './pending-pictures';

/** No person has this id. */
const NOBODY = 0;

/** Makes the next descriptors of a gallery count, in one transaction. @throws accountDeleted */
export async function useNext(catalog: Catalog, galleryId: number, network: DescriptorNetwork): Promise<void> {
  await changeGallery(catalog, galleryId, async (trx, touch) => {
    await takeNextDescriptors(trx, galleryId, network);
    await takeNextOfPictures(trx, galleryId, network);
    await tell(trx, galleryId, { type: 'descriptions.adopted' });
    touch(NOBODY); // a version goes up with each change; the index is built anew for another network
  });
}

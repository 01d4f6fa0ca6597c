import type { Catalog } from '../../catalog/catalog';
import type { DescriptorNetwork } from '../../engine/descriptor-network';
import { pendingPhotos } from '../../gallery/description-rows';
import { type PictureKind, pendingPictures } from './pending-pictures';

/** A photo on the list of what is to be described. */
export type Pending = { kind: 'photo'; id: number } | { kind: PictureKind; id: string };

/** Lists what is to be described in a gallery. What people are compared with comes first. */
export async function pendingIn(catalog: Catalog, galleryId: number, network: DescriptorNetwork): Promise<Pending[]> {
  const photos = await pendingPhotos(catalog, galleryId, network);
  const drafts = await pendingPictures(catalog, 'draft', galleryId, network.id);
  const recognitions = await pendingPictures(catalog, 'recognition', galleryId, network.id);
  return [
    ...photos.map((id): Pending => ({ kind: 'photo', id })),
    ...drafts.map((id): Pending => ({ kind: 'draft', id })),
    ...recognitions.map((id): Pending => ({ kind: 'recognition', id })),
  ];
}

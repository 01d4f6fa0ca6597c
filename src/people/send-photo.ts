import { photoNotFound } from '../errors';
import type { Gallery } from '../gallery/galleries';
import type { Context } from '../web/context';
import type { PeopleNeeds } from './services';

/** Answers with the picture of a photo, or with a small square around its face. @throws photoNotFound */
export async function sendPhoto(
  ctx: Context,
  { photos, photoResponses }: Pick<PeopleNeeds, 'photos' | 'photoResponses'>,
  gallery: Gallery,
  imageName: string,
  isSmall: boolean,
): Promise<void> {
  const photo = await photos.findPhoto(gallery, imageName);
  if (!photo) throw photoNotFound();
  const send = isSmall
    ? photoResponses.sendMade(ctx, `${photo.imageName}-small`, () => photos.readThumbnail(photo))
    : photoResponses.sendStored(ctx, photo.imageName, () => photos.openPhoto(photo));
  if (!(await send)) throw photoNotFound();
}

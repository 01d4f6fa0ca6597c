import type { Gallery } from '../../gallery/galleries';
import type { Context } from '../context';
import { galleryPrefix } from '../links';

/**
 * What stands between the path of PUBLIC_URL and the paths of a gallery's pages: nothing for a user's personal gallery.
 * @param userId who opens them
 */
export const placeOf = ({ handle, personalOf }: Pick<Gallery, 'handle' | 'personalOf'>, userId: number): string =>
  personalOf === userId ? '' : galleryPrefix(handle);

/** The galleries to choose from in the header of every page. @returns null when there is nothing to choose */
export function switcherOf({ state: { user, gallery, galleries = [] } }: Context) {
  if (!user || galleries.length < 2) return null;
  return {
    current: gallery?.name ?? null,
    choices: galleries.map((each) => ({
      name: each.gallery.name,
      place: placeOf(each.gallery, user.id),
      isCurrent: each.gallery.id === gallery?.id,
    })),
  };
}

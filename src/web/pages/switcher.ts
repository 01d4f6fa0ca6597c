import type { Access } from '../../gallery/access';
import type { Gallery } from '../../gallery/galleries';
import type { Context } from '../context';
import { galleryPrefix } from '../links';

/**
 * What stands between the path of PUBLIC_URL and the paths of a gallery's pages: nothing for a user's personal gallery.
 * @param userId who opens them
 */
export const placeOf = ({ handle, personalOf }: Pick<Gallery, 'handle' | 'personalOf'>, userId: number): string =>
  personalOf === userId ? '' : galleryPrefix(handle);

/** How many galleries the header of every page lists; the page of galleries lists more. */
const MAX_CHOICES = 20;

/** The galleries to choose from in the header of every page: the first ones, and the one where the user is. @returns with how many there are, if it doesn't list them all; null when there is nothing to choose */
export function switcherOf({ state: { user, gallery, galleries } }: Context) {
  if (!user || !galleries || galleries.count < 2) return null;
  const isCurrent = (each: Access) => each.gallery.id === gallery?.id;
  const first = galleries.known.slice(0, MAX_CHOICES);
  const others = galleries.known.slice(MAX_CHOICES).filter(isCurrent);
  return {
    current: gallery?.name ?? null,
    choices: [...first, ...others].map((each) => ({
      name: each.gallery.name,
      place: placeOf(each.gallery, user.id),
      isCurrent: isCurrent(each),
    })),
    count: galleries.count > MAX_CHOICES ? galleries.count : null,
  };
}

import { z } from 'zod';
import { readName } from '../gallery/person-name';
import { firstText, pageNumber, searchText, text } from '../web/fields';
import type { PeopleOrder } from './people-list';

/** The orders of a list of people, with their labels. */
export const ORDERS: Record<PeopleOrder, string> = { name: 'Name', recent: 'Newest photo', photos: 'Most photos' };

const MAX_NAME_LENGTH = 200;

const isOrder = (value: string): value is PeopleOrder => Object.hasOwn(ORDERS, value);

/** The dashboard's query. Invalid values count as missing. */
export const peopleQuery = z
  .object({
    q: searchText,
    sort: firstText.transform((typed = ''): PeopleOrder => (isOrder(typed) ? typed : 'name')),
    page: pageNumber,
    // The name that the form to add photos starts with: a person's page links here with it.
    add: firstText.transform((typed = '') => typed.slice(0, MAX_NAME_LENGTH)),
  })
  .transform(({ q, sort, page, add }) => ({ list: { search: q, sort, page }, addTo: add }));

/** The query of a person's page: which page of the photos, and whether only of those that don't look like the others. */
export const personQuery = z
  .object({ page: pageNumber, show: firstText })
  .transform(({ page, show }) => ({ page, isUnlike: show === 'unlike' }));

/** The form that says of a photo that it is the person's, even if it doesn't look like the others. */
export const vouchForm = z.object({ imageName: text.transform((imageName = '') => imageName), page: pageNumber });

/** The form that renames a person, and the one that adds photos of a person. */
export const nameForm = z.object({ name: text.transform(readName) });

/**
 * The form that merges a person with another one, who is given by their name, or by their handle in the forms that have asked
 * already whether the two are to be merged, even if they don't look alike.
 */
export const mergeForm = z
  .object({ handle: text, name: text, insist: text })
  .transform(({ handle, name, insist }) =>
    handle === undefined ? { name: readName(name), insist: insist === 'yes' } : { handle, insist: true },
  );

/** The form that sets a person's cover. An empty image name lets the app choose. */
export const coverForm = z.object({ imageName: text, page: pageNumber });

/** The form that deletes a photo: on which page it was. */
export const photoRemovalForm = z.object({ back: text, page: pageNumber });

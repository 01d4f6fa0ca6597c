import { z } from 'zod';
import { readName } from '../gallery/person-name';
import { firstText, text } from '../web/fields';
import { pageNumber } from '../web/paging';
import type { PeopleOrder } from './people-list';

export const ORDERS: Record<PeopleOrder, string> = { name: 'Name', recent: 'Newest photo', photos: 'Most photos' };

/** Longer than any name, in UTF-16 code units. */
const MAX_SEARCH_LENGTH = 4000;
const MAX_NAME_LENGTH = 200;

const isOrder = (value: string): value is PeopleOrder => Object.hasOwn(ORDERS, value);

/** The people whom the dashboard's address asks for: what it says wrongly is taken for not said. */
export const peopleQuery = z
  .object({
    q: firstText.transform((typed = '') => typed.replaceAll('\0', '').slice(0, MAX_SEARCH_LENGTH).trim()), // no name has a NUL
    sort: firstText.transform((typed = ''): PeopleOrder => (isOrder(typed) ? typed : 'name')),
    page: pageNumber,
    // Whom photos shall be added to, as a person's page says.
    add: firstText.transform((typed = '') => typed.slice(0, MAX_NAME_LENGTH)),
  })
  .transform(({ q, sort, page, add }) => ({ list: { search: q, sort, page }, addTo: add }));

export const personQuery = z.object({ page: pageNumber });

/** A name that a person gets, or that of the person whom photos are added to. */
export const nameForm = z.object({ name: text.transform(readName) });

/** Whom a person is merged with: their handle, or else their name. */
export const mergeForm = z
  .object({ handle: text, name: text })
  .transform(({ handle, name }) => (handle === undefined ? { name: readName(name) } : { handle }));

/** The photo that becomes the cover; none, and the best one is shown again. */
export const coverForm = z.object({ imageName: text, page: pageNumber });

/** Where the form stands that deletes a photo. */
export const photoRemovalForm = z.object({ back: text, page: pageNumber });

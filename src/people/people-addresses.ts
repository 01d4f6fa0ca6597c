import type { PeopleQuery } from './people-list';

/** The address of a page of people, without parameters that have their default value. */
export function peopleUrl({ search, sort, page }: PeopleQuery): string {
  const query = new URLSearchParams();
  if (search) query.set('q', search);
  if (sort !== 'name') query.set('sort', sort);
  if (page > 1) query.set('page', String(page));
  return query.size > 0 ? `/?${query}` : '/';
}

/** The address of a page of a person's photos. */
export const personUrl = (handle: string, page = 1): string => `/people/${handle}${page > 1 ? `?page=${page}` : ''}`;

/** The address of a page of a person's photos that don't look like the others. */
export const unlikeUrl = (handle: string, page = 1): string =>
  `/people/${handle}?show=unlike${page > 1 ? `&page=${page}` : ''}`;

/**
 * The address of the page that copies a person to another gallery.
 * @param to which one, and where the next step of a copy begins; or among which ones to choose: those with a name that contains `search`
 */
export function copiesUrl(
  handle: string,
  to: { gallery?: string; name?: string; moves?: boolean; after?: number; search?: string; page?: number } = {},
): string {
  const query = new URLSearchParams();
  if (to.search) query.set('q', to.search);
  if (to.page && to.page > 1) query.set('page', String(to.page));
  for (const field of ['gallery', 'name', 'after'] as const) if (to[field]) query.set(field, String(to[field]));
  if (to.moves) query.set('move', 'yes');
  return `${personUrl(handle)}/copies${query.size > 0 ? `?${query}` : ''}`;
}

/** The address that undoes a merge. */
export const undoUrl = (id: string): string => `/people/actions/undo-merge/${id}`;

/**
 * The address to show after a photo was deleted: the person's page if the form was on it and the person still exists, otherwise
 * the dashboard. Only the page number comes from the request.
 * @param form where the form was
 * @param removed the photo, by its person's handle
 */
export function afterRemoval(
  form: { back?: string; page: number },
  removed: { handle: string; wasLast: boolean },
): string {
  return form.back === 'person' && !removed.wasLast ? personUrl(removed.handle, form.page) : '/';
}

import type { PeopleQuery } from './people-list';

/** The address of a page of people; what goes without saying isn't said. */
export function peopleUrl({ search, sort, page }: PeopleQuery): string {
  const said = new URLSearchParams();
  if (search) said.set('q', search);
  if (sort !== 'name') said.set('sort', sort);
  if (page > 1) said.set('page', String(page));
  return said.size > 0 ? `/?${said}` : '/';
}

/** The address of a page of a person's photos. */
export const personUrl = (handle: string, page = 1): string => `/people/${handle}${page > 1 ? `?page=${page}` : ''}`;

/** The address that a merge is undone at. */
export const undoUrl = (id: string): string => `/people/actions/undo-merge/${id}`;

/**
 * Where to go after a photo was deleted: to its person's page, when that is where the form says it stands and the person is
 * still there; else to the dashboard. No part of the address comes from the request but a number.
 */
export function afterRemoval(
  { back, page }: { back?: string; page: number },
  { handle, wasLast }: { handle: string; wasLast: boolean },
): string {
  return back === 'person' && !wasLast ? personUrl(handle, page) : '/';
}

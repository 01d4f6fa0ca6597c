import type { ParsedUrlQuery } from 'node:querystring';
import type { PeopleOrder, PeopleQuery } from './people-list';

export const ORDERS: Record<PeopleOrder, string> = { name: 'Name', recent: 'Newest photo', photos: 'Most photos' };

// More people than anybody knows; beyond it an offset would leave SQLite's integers.
const LAST_PAGE = 1_000_000;
/** Longer than any name, in UTF-16 code units. */
const MAX_SEARCH_LENGTH = 4000;

const isOrder = (text: string): text is PeopleOrder => Object.hasOwn(ORDERS, text);
const single = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value) ?? '';

/** The number of a page, from 1: anything else is the first one. */
export const readPage = (value: unknown): number => Math.min(Math.max(Math.trunc(Number(value)) || 1, 1), LAST_PAGE);

/** The people whom an address asks for: what it says wrongly is taken for not said. */
export function readPeopleQuery(query: ParsedUrlQuery): PeopleQuery {
  const sort = single(query['sort']);
  return {
    search: single(query['q']).replaceAll('\0', '').slice(0, MAX_SEARCH_LENGTH).trim(), // no name has a NUL
    sort: isOrder(sort) ? sort : 'name',
    page: readPage(single(query['page'])),
  };
}

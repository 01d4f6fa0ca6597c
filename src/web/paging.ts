import { firstText } from './fields';

// More than anybody has; beyond it an offset would leave SQLite's integers.
const LAST_PAGE = 1_000_000;

/** The number of a page, from 1, in a form or an address: anything else is the first one. */
export const pageNumber = firstText.transform((text) =>
  Math.min(Math.max(Math.trunc(Number(text)) || 1, 1), LAST_PAGE),
);

/** How many rows stand before a page. */
export const offsetOf = (page: number, size: number): number => (page - 1) * size;

/** The addresses of the pages around a page; null where there is none. */
export function pagesAround(page: number, hasNext: boolean, urlOf: (page: number) => string) {
  return { previousUrl: page > 1 ? urlOf(page - 1) : null, nextUrl: hasNext ? urlOf(page + 1) : null };
}

import { firstText } from './fields';

// More than anybody has. The offset of a much higher page would exceed SQLite's integers.
const LAST_PAGE = 1_000_000;

/** The number of a page in a form or an address, from 1. Anything else is the first page. */
export const pageNumber = firstText.transform((text) =>
  Math.min(Math.max(Math.trunc(Number(text)) || 1, 1), LAST_PAGE),
);

/** Returns how many rows come before a page. */
export const offsetOf = (page: number, size: number): number => (page - 1) * size;

/** Returns the addresses of the previous and the next page, or null where there is none. */
export function pagesAround(page: number, hasNext: boolean, urlOf: (page: number) => string) {
  return { previousUrl: page > 1 ? urlOf(page - 1) : null, nextUrl: hasNext ? urlOf(page + 1) : null };
}

import type { ParsedUrlQuery } from 'node:querystring';
import { z } from 'zod';

/** A text field. It is undefined when it is missing or comes several times. */
export const text = z.string().optional().catch(undefined);

/** A text parameter of an address. If it comes several times, the first counts. */
export const firstText = z.preprocess((value) => (Array.isArray(value) ? value[0] : value), text);

/** Longer than any name, in UTF-16 code units. */
const MAX_SEARCH_LENGTH = 4000;

/** A part of a name to search for, as typed; empty for all. */
export const searchText = firstText.transform(
  (typed = '') => typed.replaceAll('\0', '').slice(0, MAX_SEARCH_LENGTH).trim(), // no name has a NUL
);

/** A field with any value, or undefined when it is missing. */
export const anything = z.unknown().optional();

/** A checkbox: true when it is checked. */
export const ticked = anything.transform((value) => value !== undefined);

const WHOLE = /^[1-9]\d{0,4}$/;

/** Reads the number of a face, from 1. Anything else is 0, which no face has. */
export const numberOf = (value: unknown): number =>
  typeof value === 'string' && WHOLE.test(value) ? Number(value) : 0;

/** The parameters of a photo's address. */
export const photoQuery = z.object({ size: z.literal('thumbnail').optional().catch(undefined) });

/** Reads the parameters of an address, after its `?`, by a schema. */
export const queryOf = <Query>(ctx: { query: ParsedUrlQuery }, schema: z.ZodType<Query>): Query =>
  schema.parse(ctx.query);

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

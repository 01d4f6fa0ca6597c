import type { ParsedUrlQuery } from 'node:querystring';
import { z } from 'zod';

/** A text; undefined when there is none of that name, or more than one. */
export const text = z.string().optional().catch(undefined);

/** A text of an address, the first one of several. */
export const firstText = z.preprocess((value) => (Array.isArray(value) ? value[0] : value), text);

/** Whatever was sent under a name, or undefined: for a reader that has to tell the one from the other. */
export const anything = z.unknown().optional();

/** A box: whether it was ticked. */
export const ticked = anything.transform((value) => value !== undefined);

const WHOLE = /^[1-9]\d{0,4}$/;

/** The number of a face, from 1. What is no such number is 0, which no face has. */
export const numberOf = (value: unknown): number =>
  typeof value === 'string' && WHOLE.test(value) ? Number(value) : 0;

/** What the address of a photo may ask for. */
export const photoQuery = z.object({ size: z.literal('thumbnail').optional().catch(undefined) });

/** What an address asks for, after its `?`. */
export const queryOf = <Query>(ctx: { query: ParsedUrlQuery }, schema: z.ZodType<Query>): Query =>
  schema.parse(ctx.query);

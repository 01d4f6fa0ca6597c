import type { ParsedUrlQuery } from 'node:querystring';
import { z } from 'zod';

/** A text field. It is undefined when it is missing or comes several times. */
export const text = z.string().optional().catch(undefined);

/** A text parameter of an address. If it comes several times, the first counts. */
export const firstText = z.preprocess((value) => (Array.isArray(value) ? value[0] : value), text);

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

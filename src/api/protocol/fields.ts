import { z } from 'zod';

/** A time in answers: milliseconds since 1970 as ISO 8601 in UTC. */
export const timeOf = (milliseconds: number): string => new Date(milliseconds).toISOString();

/** A time in an answer. */
export const time = z.iso.datetime();

/** A random id of the app's: lower-case letters and digits. */
export const idField = z.string().regex(/^[a-z0-9-]{1,100}$/);

/** A parameter of an address that is `true` or `false`. */
export const flagParameter = (otherwise: boolean) =>
  z
    .enum(['true', 'false'])
    .default(otherwise ? 'true' : 'false')
    .transform((text) => text === 'true')
    .meta({ parameter: { type: 'boolean', default: otherwise } });

/** A parameter of an address that is a whole number. */
export const numberParameter = (min: number, max: number, otherwise: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .refine((number) => number >= min && number <= max, `The number must be from ${min} to ${max}.`)
    .default(otherwise)
    .meta({ parameter: { type: 'integer', minimum: min, maximum: max, default: otherwise } });

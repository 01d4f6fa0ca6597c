import { z } from 'zod';
import { readPart } from '../api/protocol/read-parts';
import { readName } from '../gallery/person-name';
import type { Context } from '../web/context';

/** Enough for any photo: the engine finds at most 300 faces. */
const MAX_COUNT = 100_000;
/** How many people are looked for to each face at most. */
const MAX_PREDICTIONS = 100;
/** CompreFace's word for all. */
const ALL = '-1';
const MAX_PAGE_SIZE = 1000;

/** What programs send for nothing: JavaScript's `${undefined}` among it. */
const NOTHING = new Set(['', 'undefined', 'null', 'None']);

/** A parameter that may be missing. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((text) => (typeof text === 'string' && NOTHING.has(text) ? undefined : text), schema);

const count = (otherwise: number) =>
  optional(
    z
      .string()
      .regex(/^\d{1,9}$/)
      .transform((text) => Math.min(Number(text), MAX_COUNT))
      .default(otherwise),
  );

const flag = (otherwise: boolean) =>
  optional(
    z
      .string()
      .toLowerCase() // Python writes True
      .pipe(z.enum(['true', 'false']))
      .transform((text) => text === 'true')
      .default(otherwise),
  );

const schema = z.object({
  /** The most faces, the largest first; 0 for all. */
  limit: count(0),
  det_prob_threshold: optional(
    z
      .string()
      .regex(/^\d(\.\d{1,20})?$/)
      .transform(Number)
      .refine((number) => number <= 1, 'The parameter det_prob_threshold must be from 0 to 1.')
      .default(0),
  ),
  prediction_count: optional(
    z
      .union([
        z.literal(ALL).transform(() => MAX_PREDICTIONS),
        z
          .string()
          .regex(/^[1-9]\d{0,8}$/)
          .transform(Number),
      ])
      .transform((number) => Math.min(number, MAX_PREDICTIONS))
      .default(1),
  ),
  face_plugins: optional(
    z
      .string()
      .max(200)
      .transform((text) => text.split(',').map((plugin) => plugin.trim()))
      .default([]),
  ),
  status: flag(false),
  detect_faces: flag(true),
  /** Ours: adds a photo in spite of a doubt, or merges people who don't look alike. */
  insist: flag(false),
  subject: z.string().max(4000).optional(),
  page: count(0),
  size: count(20).transform((size) => Math.min(Math.max(1, size), MAX_PAGE_SIZE)),
});

/** What a request asks for beside its photo. Parameters that aren't known are passed over, as CompreFace does. */
export type Options = z.output<typeof schema>;

/** The JavaScript SDK puts a question mark before each parameter, the second one, too. */
const SECOND_MARK = /\?(?=(?:det_prob_threshold|prediction_count|face_plugins|status)=)/g;

/** Reads the parameters of a request's address. @throws fieldInvalid, textInvalid */
export function readOptions(ctx: Context): Options {
  const parameters = new URLSearchParams(ctx.querystring.replace(SECOND_MARK, '&'));
  // The first of a name counts.
  return readPart(schema, Object.fromEntries([...parameters].reverse()));
}

const MAX_IDS = 1000;
const ids = z.array(z.string().max(100)).max(MAX_IDS);
const named = z.object({ subject: z.string() });

/** Reads a body that lists photos by their ids. @throws fieldInvalid, textInvalid, jsonTooDeep */
export const readIds = (body: unknown): string[] => readPart(ids, body);

/** Reads a body that names somebody. @throws fieldInvalid, textInvalid, jsonTooDeep, and what `readName` throws */
export const readSubject = (body: unknown): string => readName(readPart(named, body).subject);

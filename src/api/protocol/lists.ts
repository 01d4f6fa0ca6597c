import { z } from 'zod';
import type { Context } from '../../web/context';
import { linkTo } from '../../web/links';
import { numberParameter } from './fields';
import type { Reply } from './operation';

/** The most items of one answer. */
const MOST = 200;
const USUAL = 50;
/** A place by name has the name’s search key, which may be long. */
const MAX_CURSOR = 12_000;

const cursorOf = (place: unknown): string => Buffer.from(JSON.stringify(place)).toString('base64url');

function readCursor<Place extends z.ZodType>(place: Place, cursor: string): z.output<Place> | undefined {
  try {
    return place.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString())).data;
  } catch {
    return undefined;
  }
}

/**
 * The parameters of a list. `cursor` is read as the place after which the list goes on: of the last item of the answer before, so that nothing is
 * left out or comes twice when something is added meanwhile.
 * @param place what tells an item's place in the list's order
 */
export const listQuery = <Place extends z.ZodType>(place: Place) => ({
  limit: numberParameter(1, MOST, USUAL),
  cursor: z
    .string()
    .max(MAX_CURSOR)
    .transform((text, refinement) => {
      const read = readCursor(place, text);
      if (read === undefined) refinement.addIssue({ code: 'custom', message: 'The cursor isn’t one of this list.' });
      return read as z.output<Place>;
    })
    .optional()
    .meta({ parameter: { type: 'string' } }),
});

/** A list in an answer. */
export const listOf = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({
    items: z.array(item),
    next: z.string().nullable().describe('The cursor of the items that follow; null if there are none.'),
  });

/**
 * Answers with a part of a list.
 * @param found one item more than asked for, if there are more
 * @param placeOf an item's place in the list's order, as the cursor's schema has it
 */
export function listReply<Item>(
  ctx: Context,
  found: readonly Item[],
  limit: number,
  placeOf: (item: Item) => unknown,
  present: (item: Item) => unknown,
): Reply {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  const next = found.length > limit && last !== undefined ? cursorOf(placeOf(last)) : null;
  const address = new URLSearchParams({ ...(ctx.query as Record<string, string>), cursor: next ?? '' });
  const headers = { Link: `<${linkTo(ctx, ctx.path)}?${address}>; rel="next"` };
  return { status: 200, body: { items: items.map(present), next }, ...(next !== null && { headers }) };
}

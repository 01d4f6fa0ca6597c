import type { Context } from '../web/context';
import { receiveJson } from '../web/uploads/receive-json';

/** Enough for the ids of a thousand photos. */
const KILOBYTES = 64;

/** Receives a body of JSON, such as a name or the ids of photos. @throws what `receiveJson` throws */
export const receiveSmallJson = (ctx: Context): Promise<unknown> => receiveJson(ctx, KILOBYTES);

import { keyMissing } from '../errors';
import type { Context } from '../web/context';
import { receiveJson } from '../web/uploads/receive-json';
import type { CompreFaceNeeds } from './services';

/** Enough for the ids of a thousand photos. */
const KILOBYTES = 64;

/**
 * Receives a body of JSON. The key may have ended while it came.
 * @throws what `receiveJson` throws; keyRevoked and the like
 */
export async function receiveAndRecheck({ apiKeys }: CompreFaceNeeds, ctx: Context): Promise<unknown> {
  const body = await receiveJson(ctx, KILOBYTES);
  const { key } = ctx.state;
  if (!key) throw keyMissing();
  await apiKeys.recheck(key);
  return body;
}

import getRawBody from 'raw-body';
import { bodyTooLarge, bodyUnsupported, jsonMalformed } from '../../errors';
import type { Context } from '../context';

/** Bytes in a kilobyte. */
const KILOBYTE = 1000;

/**
 * Reads a body of JSON, which must be UTF-8 (https://www.rfc-editor.org/rfc/rfc8259#section-8.1) and not compressed: a small one could
 * unpack to any size.
 * @param kilobytes the largest
 * @throws bodyUnsupported, bodyTooLarge, jsonMalformed, what `recheckAccess` throws
 */
export async function receiveJson(ctx: Context, kilobytes: number): Promise<unknown> {
  if (!ctx.is('application/json') || ctx.get('Content-Encoding')) throw bodyUnsupported('JSON');
  const limit = kilobytes * KILOBYTE;
  try {
    const length = ctx.request.length ?? null;
    const bytes = await getRawBody(ctx.req, { limit, length });
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    await ctx.state.recheckAccess?.();
    return value;
  } catch (error) {
    const { type } = error as { type?: string };
    if (type === 'entity.too.large') {
      ctx.set('Connection', 'close'); // the rest isn't read
      throw bodyTooLarge(kilobytes);
    }
    if (error instanceof SyntaxError || error instanceof TypeError || type === 'request.size.invalid')
      throw jsonMalformed();
    throw error;
  }
}

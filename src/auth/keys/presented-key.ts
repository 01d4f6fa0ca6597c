import { keysDiffer } from '../../errors';
import type { Context } from '../../web/context';

/** The schemes of `Authorization` that carry a key: the standard one, and that of programs written for an event counter. */
const SCHEMES = new Set(['bearer', 'key']);

function keyOfAuthorization(header: string): string | undefined {
  const at = header.indexOf(' ');
  if (at < 0 || !SCHEMES.has(header.slice(0, at).toLowerCase())) return undefined;
  return header.slice(at + 1).trim();
}

/**
 * Reads the key that a request presents: `Authorization: Bearer`, `Authorization: Key` and `x-api-key` are the same.
 * @returns undefined when there is none; an empty text counts as none
 * @throws keysDiffer when the headers name two
 */
export function presentedKey(ctx: Pick<Context, 'get'>): string | undefined {
  const keys = new Set([keyOfAuthorization(ctx.get('Authorization')), ctx.get('X-Api-Key').trim()].filter(Boolean));
  if (keys.size > 1) throw keysDiffer();
  return [...keys][0];
}

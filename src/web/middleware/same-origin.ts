import { foreignOrigin } from '../../errors';
import type { Middleware } from '../context';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses a changing request that another site's page sent, before its body is read.
 * Browsers say where a request comes from: `Sec-Fetch-Site` first, `Origin` for those that don't know it
 * (https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html, "Fetch Metadata").
 * A client that says neither is refused too: every browser that can sign in here says at least one.
 */
export function requireSameOrigin(publicUrl: string): Middleware {
  const ownOrigin = new URL(publicUrl).origin;
  return async function requireSameOrigin(ctx, next) {
    if (!SAFE.has(ctx.method)) {
      const site = ctx.get('Sec-Fetch-Site');
      const fromHere = site ? site === 'same-origin' || site === 'none' : ctx.get('Origin') === ownOrigin;
      if (!fromHere) throw foreignOrigin();
    }
    await next();
  };
}

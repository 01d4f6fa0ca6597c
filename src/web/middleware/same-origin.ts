import { foreignOrigin } from '../../errors';
import type { Middleware } from '../context';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses requests that change something when another site's page sent them, before their body is read (foreignOrigin).
 * Browsers name the source of a request in `Sec-Fetch-Site`, or in `Origin` if they don't support it
 * (https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html, "Fetch
 * Metadata"). A request with neither is refused, too: every browser that can sign in here sends at least one.
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

import { foreignOrigin } from '../../errors';
import type { Context, Middleware } from '../context';
import { isForApi } from '../responses/api-paths';
import { isFromElsewhere, isHealthCheck, isOpened } from './request-kinds';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses what another site's page may not cause, before it counts for anybody and before a body is read (foreignOrigin): requests that
 * change something, and all others that aren't a link which someone follows. Any page could send thousands in a visitor's name.
 * Browsers name the source of a request in `Sec-Fetch-Site`, or in `Origin` if they don't support it
 * (https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html, "Fetch
 * Metadata"). A change with neither is refused, too: every browser that can sign in here sends at least one.
 * The API is opened by keys, which no browser sends by itself: there, a request without a cookie may come from anywhere.
 */
export function requireSameOrigin(publicUrl: string): Middleware {
  const ownOrigin = new URL(publicUrl).origin;
  const mayChange = (ctx: Context) => {
    const site = ctx.get('Sec-Fetch-Site');
    return site ? site === 'same-origin' || site === 'none' : ctx.get('Origin') === ownOrigin;
  };
  const mayRead = (ctx: Context) => !isFromElsewhere(ctx) || isOpened(ctx) || isHealthCheck(ctx);
  return async function requireSameOrigin(ctx, next) {
    if (isForApi(ctx) && !ctx.get('Cookie')) return next();
    const isAllowed = SAFE.has(ctx.method) ? mayRead(ctx) : mayChange(ctx);
    if (!isAllowed) throw foreignOrigin();
    await next();
  };
}

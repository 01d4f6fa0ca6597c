import type { Context, Middleware } from '../context';
import { isForEvents } from '../responses/api-paths';

/** For how long a browser may remember that it may ask, in seconds. */
const REMEMBERED_SECONDS = 600;
const METHODS = 'GET, POST';
const HEADERS = 'Authorization, Content-Type, Idempotency-Key, X-Api-Key';

/**
 * Lets the pages of some sites record and count events (https://fetch.spec.whatwg.org/#http-cors-protocol): other routes are for no other
 * site's page. A browser asks first, without the key, and gets its answer here. Cookies stay out of it.
 * @param origins or `*` for all
 */
export function allowEventOrigins(origins: readonly string[]): Middleware {
  const isAllowed = (origin: string) => origin !== '' && (origins.includes(origin) || origins.includes('*'));
  return function allowEventOrigin(ctx: Context, next): Promise<void> | void {
    if (!isForEvents(ctx) || origins.length === 0) return next();
    const origin = ctx.get('Origin');
    ctx.vary('Origin');
    if (!isAllowed(origin)) return next();
    ctx.set('Access-Control-Allow-Origin', origin);
    ctx.set('Access-Control-Expose-Headers', 'RateLimit, RateLimit-Policy, Retry-After');
    if (ctx.method !== 'OPTIONS' || !ctx.get('Access-Control-Request-Method')) return next();
    ctx.set('Access-Control-Allow-Methods', METHODS);
    ctx.set('Access-Control-Allow-Headers', HEADERS);
    ctx.set('Access-Control-Max-Age', String(REMEMBERED_SECONDS));
    ctx.status = 204;
  };
}

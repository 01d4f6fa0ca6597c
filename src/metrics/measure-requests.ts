import { ASSETS_PATH } from '../web/assets/assets';
import type { Context, Middleware } from '../web/context';
import { isForApi } from '../web/responses/api-paths';
import type { Instruments } from './instruments';

/** Anything may come as a method; these have a meaning here. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** What koa-router leaves on the context: the pattern of the route, such as `/people/:person`. */
type Routed = Context & { _matchedRoute?: string | RegExp };

/** The route's pattern: never an address, which has ids and may be anything. */
function routeOf(ctx: Routed): string {
  if (ctx._matchedRoute !== undefined) return String(ctx._matchedRoute);
  return ctx.path.startsWith(ASSETS_PATH) ? `${ASSETS_PATH}*` : 'unknown';
}

/** Counts and times each request, by its route. To be put before whatever answers. */
export function measureRequests({ requests, requestSeconds, apiRequests }: Instruments): Middleware {
  return async function measureRequest(ctx, next) {
    const started = performance.now();
    await next();
    const method = METHODS.has(ctx.method) ? ctx.method : 'other';
    const route = routeOf(ctx);
    const status = String(ctx.status);
    requests.inc({ method, route, status });
    requestSeconds.observe({ method, route }, (performance.now() - started) / 1000);
    if (isForApi(ctx)) apiRequests.inc({ status });
  };
}

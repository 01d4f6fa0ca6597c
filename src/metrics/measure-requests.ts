import type { Middleware } from '../web/context';
import { methodOf, routeOf } from '../web/request-labels';
import { isForApi } from '../web/responses/api-paths';
import type { Instruments } from './instruments';

/** Counts and times each request, by its route. To be put before whatever answers. */
export function measureRequests({ requests, requestSeconds, apiRequests }: Instruments): Middleware {
  return async function measureRequest(ctx, next) {
    const started = performance.now();
    await next();
    const method = methodOf(ctx);
    const route = routeOf(ctx);
    const status = String(ctx.status);
    requests.inc({ method, route, status });
    requestSeconds.observe({ method, route }, (performance.now() - started) / 1000);
    if (isForApi(ctx)) apiRequests.inc({ status });
  };
}

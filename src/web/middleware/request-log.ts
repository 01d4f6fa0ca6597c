import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Middleware } from '../context';

/** Gives each request an id, times it, and logs one line after the answer: with the path, but never with the query. */
export function logRequests(log: Logger): Middleware {
  let hasWarned = false;
  return async function logRequest(ctx, next) {
    const started = performance.now();
    ctx.state.requestId = randomUUID();
    ctx.set('X-Request-Id', ctx.state.requestId);
    if (!hasWarned && !ctx.app.proxy && ctx.get('X-Forwarded-For')) {
      hasWarned = true;
      log.warn(
        'requests come through a proxy, but TRUST_PROXY is 0: all visitors share the proxy’s address and its rate limits',
      );
    }
    await next();
    const ms = Math.round((performance.now() - started) * 10) / 10;
    ctx.set('X-Response-Time', `${ms}ms`);
    log.info(
      { requestId: ctx.state.requestId, ip: ctx.ip, method: ctx.method, path: ctx.path, status: ctx.status, ms },
      'request answered',
    );
  };
}

import { type Context as Position, ROOT_CONTEXT, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { Context, Middleware } from '../web/context';
import { methodOf, routeOf } from '../web/request-labels';
import type { Spans } from './spans';

const propagator = new W3CTraceContextPropagator();
const headers = {
  get: (ctx: Context, name: string) => ctx.get(name) || undefined,
  keys: (ctx: Context) => Object.keys(ctx.headers),
};

/** The span that a proxy has sent the request from (https://www.w3.org/TR/trace-context/). */
const sentFrom = (ctx: Context): Position => propagator.extract(ROOT_CONTEXT, ctx, headers);

/** Makes a span of each request, named as https://opentelemetry.io/docs/specs/semconv/http/http-spans/ says. The log has its trace's id. */
export function traceRequests(spans: Spans, trustsProxies: boolean): Middleware {
  return async function traceRequest(ctx, next) {
    const method = methodOf(ctx);
    const below = trustsProxies ? sentFrom(ctx) : ROOT_CONTEXT;
    const { span, position } = spans.begin(method, { kind: SpanKind.SERVER }, below);
    ctx.state.traceId = span.spanContext().traceId;
    try {
      await spans.run(position, next);
    } finally {
      const route = routeOf(ctx);
      span.updateName(`${method} ${route}`);
      span.setAttributes({
        'http.request.method': method,
        'http.route': route,
        'http.response.status_code': ctx.status,
      });
      if (ctx.status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    }
  };
}

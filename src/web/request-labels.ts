import { ASSETS_PATH } from './assets/assets';
import type { Context } from './context';

// What may be said of a request where it is counted or traced: values of which there are as many as the code has, and none from a visitor.

/** Anything may come as a method; these have a meaning here. */
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** What koa-router leaves on the context: the pattern of the route, such as `/people/:person`. */
type Routed = Context & { _matchedRoute?: string | RegExp };

/** The pattern of the route that answered: never an address, which has ids and may be anything. */
export function routeOf(ctx: Routed): string {
  if (ctx._matchedRoute !== undefined) return String(ctx._matchedRoute);
  return ctx.path.startsWith(ASSETS_PATH) ? `${ASSETS_PATH}*` : 'unknown';
}

/** The request's method, or `other`. */
export const methodOf = ({ method }: Pick<Context, 'method'>): string => (METHODS.has(method) ? method : 'other');

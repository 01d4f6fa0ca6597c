import type Koa from 'koa';
import type Router from 'koa-router';

export interface Route {
  method: string;
  /** The path's pattern: `/images/:imageName`. */
  path: string;
}

const routersOf = ({ middleware }: Pick<Koa, 'middleware'>): Router[] =>
  middleware.flatMap((each) => (each as { router?: Router }).router ?? []);

/** How many controllers have registered routes. */
export const countRouters = (app: Pick<Koa, 'middleware'>): number => routersOf(app).length;

/** Every route that the app's controllers have registered. */
export function routesOf(app: Pick<Koa, 'middleware'>): Route[] {
  const layers = routersOf(app).flatMap(({ stack }) => stack);
  return layers.flatMap(({ methods, path }) =>
    methods.filter((method) => method !== 'HEAD').map((method) => ({ method, path: String(path) })),
  );
}

/** An address of a route, with parameters that name nothing. */
export const addressOf = ({ path }: Route): string => path.replace(/[:*]\w+/g, 'unknown');

export const changes = ({ method }: Route): boolean => method !== 'GET';

/** A route as tables name it: `GET /people/:handle`. */
export const nameOf = ({ method, path }: Route): string => `${method} ${path}`;

/** Without a sign-in these may be opened, and no others. */
export const PUBLIC = new Set([
  'GET /login',
  'GET /authorization-code/callback',
  'POST /logout',
  'GET /logout/callback',
  'GET /error',
  'GET /account/deleted',
  'GET /sign-in/auth',
  'GET /sign-in/auth/:uid',
  'GET /sign-in/interaction/:uid',
  'POST /sign-in/interaction/:uid',
  'GET /sign-in/set-up',
  'POST /sign-in/set-up',
  'GET /sign-in/invitation',
  'POST /sign-in/invitation',
  'GET /sign-in/reset',
  'POST /sign-in/reset',
  'GET /health/live',
  'GET /health/ready',
  'GET /api/openapi.json',
  'GET /api/reference',
]);

/** Whether a route exists for administrators alone. */
export const isForAdmins = ({ path }: Route): boolean => /^\/(?:admin|accounts)(?:\/|$)/.test(path);

import path from 'node:path';
import { globSync } from 'glob';
import type Koa from 'koa';
import type Router from 'koa-router';

/** What every `*-controller.ts` exports. `Needs` are the services that it uses, from its room's services.ts. */
export interface Controller<Needs> {
  register(app: Koa, services: Needs): void;
}

/**
 * Finds every `*-controller.ts` below a folder and lets each register its routes.
 * @param services satisfies the needs of every room, which the compiler checks in src/services.ts
 * @throws when one of these files exports no `register`
 */
export function registerControllers<Services>(app: Koa, services: Services, folder: string): void {
  const files = globSync('**/*-controller.{ts,js}', { cwd: folder, absolute: true }).sort();
  for (const file of files) {
    const controller = require(file) as Partial<Controller<Services>>;
    if (typeof controller.register !== 'function')
      throw new Error(`${path.basename(file)} exports no register(app, services).`);
    controller.register(app, services);
  }
}

/** The paths of every route that the controllers have registered. */
export function pathsOf({ middleware }: Pick<Koa, 'middleware'>): string[] {
  const routers = middleware.flatMap((each) => (each as { router?: Router }).router ?? []);
  return routers.flatMap(({ stack }) => stack.map(({ path }) => String(path)));
}

import path from 'node:path';
import { globSync } from 'glob';
import type Koa from 'koa';
import type { Services } from '../services';

/** What every `*-controller.ts` exports. */
export interface Controller {
  register(app: Koa, services: Services): void;
}

/** Finds every `*-controller.ts` below a folder and lets each register its routes. */
export function registerControllers(app: Koa, services: Services, folder: string): void {
  const files = globSync('**/*-controller.{ts,js}', { cwd: folder, absolute: true }).sort();
  for (const file of files) {
    const controller = require(file) as Partial<Controller>;
    if (typeof controller.register !== 'function')
      throw new Error(`${path.basename(file)} exports no register(app, services).`);
    controller.register(app, services);
  }
}

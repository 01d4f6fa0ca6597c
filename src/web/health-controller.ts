import type Koa from 'koa';
import { createRouter } from './routes';
import type { WebNeeds } from './services';

/** Answers supervisors and load balancers: whether the app is alive, and whether it is ready for work. */
export function register(app: Koa, services: WebNeeds): void {
  const router = createRouter('/health');

  router.get('/live', (ctx) => {
    ctx.body = { status: 'ok' };
  });

  router.get('/ready', async (ctx) => {
    const ready = await services.isReady();
    ctx.status = ready ? 200 : 503;
    ctx.body = { status: ready ? 'ok' : 'not ready' };
  });

  app.use(router.routes()).use(router.allowedMethods());
}

import type Koa from 'koa';
import { metricsKeyWrong } from '../errors';
import { createRouter } from '../web/routes';
import type { MetricsNeeds } from './services';

/** Registers the metrics' address, where the settings put it among the app's own: there, they always need a key. */
export function register(app: Koa, { metrics, config }: MetricsNeeds): void {
  if (!metrics || config.metrics?.port !== undefined) return;
  const router = createRouter();

  /** Shows the app's metrics to Prometheus. */
  router.get('/metrics', async function showMetrics(ctx) {
    if (!metrics.isAllowed(ctx.get('Authorization'))) throw metricsKeyWrong();
    ctx.set('Cache-Control', 'no-store');
    ctx.type = metrics.contentType;
    ctx.body = await metrics.text();
  });

  app.use(router.routes()).use(router.allowedMethods());
}

import type Koa from 'koa';
import { ensureLoggedIn } from '../auth/guards';
import type { Services } from '../services';
import { createRouter } from '../web/routes';
import { dashboardPage } from './dashboard-page';

/** The page where everything begins: who is known, adding one, recognising. */
export function register(app: Koa, services: Services): void {
  const router = createRouter();
  const showDashboard = dashboardPage(services);
  router.get('/', ensureLoggedIn, (ctx) => showDashboard(ctx));
  app.use(router.routes()).use(router.allowedMethods());
}

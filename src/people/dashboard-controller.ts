import type Koa from 'koa';
import { ensureLoggedIn } from '../auth/guards';
import { createRouter } from '../web/routes';
import { dashboardPage } from './dashboard-page';
import type { PeopleNeeds } from './services';

/** The page where everything begins: who is known, adding one, recognising. */
export function register(app: Koa, services: PeopleNeeds): void {
  const router = createRouter();
  const showDashboard = dashboardPage(services);
  router.get('/', ensureLoggedIn, (ctx) => showDashboard(ctx));
  app.use(router.routes()).use(router.allowedMethods());
}

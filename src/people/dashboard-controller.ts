import type Koa from 'koa';
import { ensureLoggedIn } from '../auth/guards';
import { createRouter } from '../web/routes';
import { dashboardPage } from './dashboard-page';
import type { PeopleNeeds } from './services';

/** Registers the dashboard: the people of the gallery, with the forms to add a person and to recognize people. */
export function register(app: Koa, services: PeopleNeeds): void {
  const router = createRouter();
  const showDashboard = dashboardPage(services);
  router.get('/', ensureLoggedIn, (ctx) => showDashboard(ctx));
  app.use(router.routes()).use(router.allowedMethods());
}

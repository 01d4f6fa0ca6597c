import type Koa from 'koa';
import { ensureLoggedIn } from '../auth/guards';
import { createRouter } from '../web/routes';
import { dashboardPage } from './dashboard-page';
import type { PeopleNeeds } from './services';

/** Registers the dashboard: the people of the gallery, with the forms to add a person and to recognize people. */
export function register(app: Koa, services: PeopleNeeds): void {
  const router = createRouter();
  const showDashboard = dashboardPage(services);
  /** Shows the dashboard: adding a person, recognizing people, and everyone in the gallery. */
  router.get('/', ensureLoggedIn, function showStart(ctx) {
    return showDashboard(ctx);
  });
  app.use(router.routes()).use(router.allowedMethods());
}

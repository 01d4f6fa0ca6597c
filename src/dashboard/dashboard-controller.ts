import Router from '@koa/router';
import type Koa from 'koa';
import { ensureLoggedIn, getUserId } from '../auth/guards';
import { presentPeople } from '../images/present-people';
import type { Services } from '../services';

// More people than anybody knows; beyond it an offset would leave SQLite's integers.
const LAST_PAGE = 1_000_000;

/** The page where everything begins: who is known, adding one, recognising. */
export function register(app: Koa, { gallery }: Services): void {
  const router = new Router();

  async function showDashboard(ctx: Koa.Context): Promise<void> {
    const page = Math.min(Math.max(Math.trunc(Number(ctx.query['page'])) || 1, 1), LAST_PAGE);
    const people = presentPeople(await gallery.listPeople(getUserId(ctx), page));
    ctx.render('dashboard', { title: 'Familiar Faces', ...people, recognition: null });
  }

  router.get('/', ensureLoggedIn, showDashboard);
  app.use(router.routes()).use(router.allowedMethods());
}

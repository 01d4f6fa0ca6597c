import type Koa from 'koa';
import Router from 'koa-router';
import { ensureLoggedIn, getUserId } from '../auth/guards';
import { recognitionNotFound } from '../errors';
import { helpers } from '../web/pages/helpers';
import { addNotices } from '../web/pages/notices';
import { formatHours } from './keeping';
import { presentSummary } from './present-recognition';
import type { RecognitionNeeds } from './services';

const ON_A_PAGE = 12;
// More than anybody has; beyond it an offset would leave SQLite's integers.
const LAST_PAGE = 1_000_000;

/** The past recognitions. */
export function register(app: Koa, { recognizer, recognitions, preferences }: RecognitionNeeds): void {
  const router = new Router({ prefix: '/recognition' });

  async function showHistory(ctx: Koa.Context): Promise<void> {
    const userId = getUserId(ctx);
    const page = Math.min(Math.max(Math.trunc(Number(ctx.query['page'])) || 1, 1), LAST_PAGE);
    const found = await recognizer.list(userId, ON_A_PAGE, (page - 1) * ON_A_PAGE);
    const count = await recognitions.count(userId);
    ctx.render('history', {
      title: 'History',
      results: found.map(presentSummary),
      count,
      keeping: formatHours(await preferences.keepHoursOf(userId)),
      previousUrl: page > 1 ? `/recognition?page=${page - 1}` : null,
      nextUrl: count > page * ON_A_PAGE ? `/recognition?page=${page + 1}` : null,
    });
  }

  async function removeOne(ctx: Koa.Context): Promise<void> {
    if (!(await recognitions.remove(getUserId(ctx), ctx['params'].id))) throw recognitionNotFound();
    addNotices(ctx, [{ kind: 'success', text: 'Result deleted.' }]);
    backToHistory(ctx);
  }

  async function removeAll(ctx: Koa.Context): Promise<void> {
    const count = await recognitions.removeAll(getUserId(ctx));
    addNotices(ctx, [{ kind: 'success', text: `${helpers.plural(count, 'result', 'results')} deleted.` }]);
    backToHistory(ctx);
  }

  function backToHistory(ctx: Koa.Context): void {
    ctx.redirect('/recognition');
    ctx.status = 303;
  }

  router.get('/', ensureLoggedIn, showHistory);
  router.post('/actions/delete-all', ensureLoggedIn, removeAll);
  router.post('/actions/delete/:id', ensureLoggedIn, removeOne);
  app.use(router.routes()).use(router.allowedMethods());
}

import type Koa from 'koa';
import { ensureLoggedIn, viewerOf } from '../auth/guards';
import type { Context } from '../web/context';
import { offsetOf, pagesAround, queryOf } from '../web/fields';
import { seeOther } from '../web/middleware/forms';
import { helpers } from '../web/pages/helpers';
import { addNotices } from '../web/pages/notices';
import { createRouter } from '../web/routes';
import { formatHours } from './keeping';
import { presentSummary } from './present-recognition';
import { historyQuery } from './recognition-schema';
import type { RecognitionNeeds } from './services';

const PAGE_SIZE = 12;

/** Registers the routes of the history: the list of recognitions, and their deletion. */
export function register(
  app: Koa,
  { recognizer, recognitions, recognitionRemoval, preferences }: RecognitionNeeds,
): void {
  const router = createRouter('/recognition');

  /** Lists the past recognitions with the names of today. */
  async function showHistory(ctx: Context): Promise<void> {
    const viewer = viewerOf(ctx);
    const { page } = queryOf(ctx, historyQuery);
    const found = await recognizer.list(viewer, PAGE_SIZE, offsetOf(page, PAGE_SIZE));
    const count = await recognitions.count(viewer);
    ctx.render('history', {
      title: 'History',
      results: found.map((each) => presentSummary(each, viewer)),
      hasOwn: found.some(({ userId }) => userId === viewer.userId),
      count,
      keeping: formatHours(preferences.keepHoursOf(viewer.gallery)),
      ...pagesAround(page, count > page * PAGE_SIZE, (number) => `/recognition?page=${number}`),
    });
  }

  /** Deletes a recognition and its photo. */
  async function removeOne(ctx: Context<{ id: string }>): Promise<void> {
    await recognitionRemoval.remove(viewerOf(ctx), ctx.params.id);
    addNotices(ctx, [{ kind: 'success', text: 'Result deleted.' }]);
    backToHistory(ctx);
  }

  /** Deletes all recognitions of who asks for it. */
  async function removeAll(ctx: Context): Promise<void> {
    const count = await recognitionRemoval.removeOwn(viewerOf(ctx));
    addNotices(ctx, [{ kind: 'success', text: `${helpers.plural(count, 'result', 'results')} deleted.` }]);
    backToHistory(ctx);
  }

  function backToHistory(ctx: Context): void {
    seeOther(ctx, '/recognition');
  }

  router.get('/', ensureLoggedIn, showHistory);
  router.post('/actions/delete-all', ensureLoggedIn, removeAll);
  router.post('/actions/delete/:id', ensureLoggedIn, removeOne);
  app.use(router.routes()).use(router.allowedMethods());
}

import type Koa from 'koa';
import { ensureEditor, galleryOf, viewerOf } from '../auth/guards';
import { ignoredFaceNotFound } from '../errors';
import type { Context } from '../web/context';
import { offsetOf, pagesAround, queryOf } from '../web/fields';
import { seeOther } from '../web/middleware/forms';
import { helpers } from '../web/pages/helpers';
import { addNotices } from '../web/pages/notices';
import { createRouter } from '../web/routes';
import { presentIgnored } from './present-ignored';
import { ignoredQuery } from './recognition-schema';
import type { RecognitionNeeds } from './services';

const PAGE_SIZE = 60;

/** Registers the page that lists what a user ignores: people they don't want to be asked about, and things that are no face. */
export function register(app: Koa, { ignoring }: RecognitionNeeds): void {
  const router = createRouter('/ignored');

  /** Lists the ignored faces, a page at a time. */
  async function showIgnored(ctx: Context): Promise<void> {
    const { page } = queryOf(ctx, ignoredQuery);
    const ignored = await ignoring.list(viewerOf(ctx), PAGE_SIZE + 1, offsetOf(page, PAGE_SIZE));
    if (page > 1 && ignored.length === 0) return seeOther(ctx, '/ignored');
    ctx.render('ignored', {
      title: 'Ignored faces',
      ignored: ignored.slice(0, PAGE_SIZE).map(presentIgnored),
      ...pagesAround(page, ignored.length > PAGE_SIZE, (number) => `/ignored?page=${number}`),
    });
  }

  /** Takes back one ignored face. */
  async function remove(ctx: Context<{ id: string }>): Promise<void> {
    if (!(await ignoring.remove(galleryOf(ctx), ctx.params.id))) throw ignoredFaceNotFound();
    addNotices(ctx, [{ kind: 'success', text: 'Undone. It’s looked for in your photos again.' }]);
    seeOther(ctx, '/ignored');
  }

  /** Takes back all ignored faces. */
  async function removeAll(ctx: Context): Promise<void> {
    const count = await ignoring.removeAll(galleryOf(ctx));
    addNotices(ctx, [
      { kind: 'success', text: `${helpers.plural(count, 'face is', 'faces are')} looked for in your photos again.` },
    ]);
    seeOther(ctx, '/ignored');
  }

  router.get('/', ensureEditor, showIgnored);
  router.post('/:id/remove', ensureEditor, remove);
  router.post('/actions/remove-all', ensureEditor, removeAll);
  app.use(router.routes()).use(router.allowedMethods());
}

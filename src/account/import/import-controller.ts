import type Koa from 'koa';
import { ensureEditor, galleryOf } from '../../auth/guards';
import { importNotFound } from '../../errors';
import type { Context, Middleware } from '../../web/context';
import { offsetOf, pagesAround, queryOf } from '../../web/fields';
import { seeOther } from '../../web/middleware/forms';
import { showFaultIn } from '../../web/pages/form-faults';
import { addNotices } from '../../web/pages/notices';
import { clientAbortSignal } from '../../web/responses/client-abort';
import { createRouter } from '../../web/routes';
import type { Received } from '../../web/uploads/receive-photos';
import { accountPage } from '../account-page';
import { importQuery } from '../account-schema';
import type { AccountNeeds } from '../services';
import { presentFound, presentPlan, ROWS_PER_PAGE } from './import-preview';
import type { ImportProgress } from './imports';
import { presentImport, presentResult } from './present-import';
import { receiveZip } from './receive-zip';

const PAGE_SIZE = 100;
const REFRESH_SECONDS = 5;

/** Registers the routes of imports: uploading a zip, following its import, resuming and deleting it. */
export function register(app: Koa, services: AccountNeeds): void {
  const { config, imports, incomingFolder, uploadSpace } = services;
  const router = createRouter('/account/imports');

  const makeRoom: Middleware = async function makeRoom(ctx, next) {
    await imports.makeRoom(galleryOf(ctx));
    await next();
  };

  /** Takes in a zip and shows what it would add; with `start=yes`, it adds the photos in the background at once. */
  async function begin(ctx: Context<object, Received>): Promise<void> {
    const [{ originalName, path }] = ctx.state.uploads;
    const startsNow = ctx.state.fields['start'] === 'yes';
    const id = await imports.begin(galleryOf(ctx), originalName, path, startsNow, clientAbortSignal(ctx));
    seeOther(ctx, `/account/imports/${id}`);
  }

  async function showPreview(ctx: Context, found: ImportProgress): Promise<void> {
    const { page } = queryOf(ctx, importQuery);
    const view = presentImport(found);
    const from = offsetOf(page, ROWS_PER_PAGE);
    const preview = await imports.previews.of(found, from, from + ROWS_PER_PAGE, clientAbortSignal(ctx));
    const pages = Math.max(Math.ceil(preview.counts.people / ROWS_PER_PAGE), 1);
    const known = await imports.previews.knownNames(
      galleryOf(ctx),
      preview.shown.map(({ name }) => name),
    );
    ctx.render('import-preview', {
      title: `Import of ${view.fileName}`,
      ...view,
      ...presentPlan(preview),
      rows: presentFound(preview.shown, known),
      unnamedName: preview.unnamed,
      encodingId: preview.encoding,
      page,
      pages,
      // The form of the page saves it, and then shows another one.
      ...pagesAround(page, page < pages, String),
    });
  }

  /** Shows what an import would do, how far it is, or what became of each file. */
  async function showImport(ctx: Context<{ id: string }>): Promise<void> {
    const found = await imports.find(galleryOf(ctx), ctx.params.id);
    if (!found) throw importNotFound();
    if (found.state === 'waiting') return showPreview(ctx, found);
    const { page } = queryOf(ctx, importQuery);
    const results = await imports.results(found, PAGE_SIZE + 1, offsetOf(page, PAGE_SIZE));
    const shown = results.slice(0, PAGE_SIZE);
    const view = presentImport(found);
    ctx.render('import', {
      title: `Import of ${view.fileName}`,
      ...view,
      results: shown.map(presentResult),
      ...pagesAround(page, results.length > shown.length, (number) => `${view.url}?page=${number}`),
      refreshSeconds: view.isRunning ? REFRESH_SECONDS : null,
    });
  }

  /** Resumes an import that stopped. */
  async function resume(ctx: Context<{ id: string }>): Promise<void> {
    await imports.resume(galleryOf(ctx), ctx.params.id);
    seeOther(ctx, `/account/imports/${ctx.params.id}`);
  }

  /** Deletes a zip and its list of files; photos that were added stay. */
  async function remove(ctx: Context<{ id: string }>): Promise<void> {
    const wasWaiting = (await imports.find(galleryOf(ctx), ctx.params.id))?.state === 'waiting';
    await imports.remove(galleryOf(ctx), ctx.params.id);
    const text = wasWaiting ? 'Zip discarded. Nothing was added.' : 'Import deleted. The photos it added stay.';
    addNotices(ctx, [{ kind: 'success', text }]);
    seeOther(ctx, '/account');
  }

  const showFaults = showFaultIn('import', accountPage(services));
  router.post(
    '/',
    ensureEditor,
    showFaults,
    makeRoom,
    receiveZip(incomingFolder, config.limits.importMegabytes, uploadSpace),
    begin,
  );
  router.get('/:id', ensureEditor, showImport);
  router.post('/:id/resume', ensureEditor, resume);
  router.post('/:id/delete', ensureEditor, remove);
  app.use(router.routes()).use(router.allowedMethods());
}

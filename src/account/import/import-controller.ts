import type Koa from 'koa';
import Router from 'koa-router';
import { ensureLoggedIn, galleryOf } from '../../auth/guards';
import { importNotFound } from '../../errors';
import { seeOther } from '../../web/middleware/forms';
import { showFaultIn } from '../../web/pages/form-faults';
import { addNotices } from '../../web/pages/notices';
import { accountPage } from '../account-page';
import type { AccountNeeds } from '../services';
import { presentImport, presentResult } from './present-import';
import { receiveZip } from './receive-zip';

const RESULTS_ON_A_PAGE = 100;
const MAX_PAGES = 1000;
const REFRESH_SECONDS = 5;

/** Zips of photos that are added in the background. */
export function register(app: Koa, services: AccountNeeds): void {
  const { config, imports, incomingFolder } = services;
  const router = new Router({ prefix: '/account/imports' });
  const idOf = (ctx: Koa.Context): string => ctx['params'].id;

  const makeRoom: Koa.Middleware = async function makeRoom(ctx, next) {
    await imports.makeRoom(galleryOf(ctx));
    await next();
  };

  async function begin(ctx: Koa.Context): Promise<void> {
    const [{ originalName, path }] = ctx.state.uploads;
    seeOther(ctx, `/account/imports/${await imports.begin(galleryOf(ctx), originalName, path)}`);
  }

  async function showImport(ctx: Koa.Context): Promise<void> {
    const gallery = galleryOf(ctx);
    const found = await imports.find(gallery, idOf(ctx));
    if (!found) throw importNotFound();
    const page = Math.min(Math.max(Math.trunc(Number(ctx.query['page'])) || 1, 1), MAX_PAGES);
    const results = await imports.results(found, RESULTS_ON_A_PAGE + 1, (page - 1) * RESULTS_ON_A_PAGE);
    const shown = results.slice(0, RESULTS_ON_A_PAGE);
    const view = presentImport(found);
    ctx.render('import', {
      title: `Import of ${view.fileName}`,
      ...view,
      results: shown.map(presentResult),
      previousUrl: page > 1 ? `${view.url}?page=${page - 1}` : null,
      nextUrl: results.length > shown.length ? `${view.url}?page=${page + 1}` : null,
      refreshSeconds: view.isRunning ? REFRESH_SECONDS : null,
    });
  }

  async function resume(ctx: Koa.Context): Promise<void> {
    await imports.resume(galleryOf(ctx), idOf(ctx));
    seeOther(ctx, `/account/imports/${idOf(ctx)}`);
  }

  async function remove(ctx: Koa.Context): Promise<void> {
    await imports.remove(galleryOf(ctx), idOf(ctx));
    addNotices(ctx, [{ kind: 'success', text: 'Import deleted. The photos it added stay.' }]);
    seeOther(ctx, '/account');
  }

  const showFaults = showFaultIn('import', accountPage(services));
  router.post(
    '/',
    ensureLoggedIn,
    showFaults,
    makeRoom,
    receiveZip(incomingFolder, config.limits.importMegabytes),
    begin,
  );
  router.get('/:id', ensureLoggedIn, showImport);
  router.post('/:id/resume', ensureLoggedIn, resume);
  router.post('/:id/delete', ensureLoggedIn, remove);
  app.use(router.routes()).use(router.allowedMethods());
}

import type Koa from 'koa';
import Router from 'koa-router';
import { ensureLoggedIn, getUserId } from '../../auth/guards';
import { importNotFound } from '../../errors';
import { nameKey } from '../../gallery/person-name';
import { seeOther } from '../../web/middleware/forms';
import { showFaultIn } from '../../web/pages/form-faults';
import { addNotices } from '../../web/pages/notices';
import { accountPage } from '../account-page';
import type { AccountNeeds } from '../services';
import type { FileResult } from './import-rows';
import { presentImport, presentResult } from './present-import';
import { receiveZip } from './receive-zip';

const RESULTS_ON_A_PAGE = 100;
const MAX_PAGES = 1000;
const MAX_DRAFTS = 500;
const REFRESH_SECONDS = 5;

/** Zips of photos that are added in the background. */
export function register(app: Koa, services: AccountNeeds): void {
  const { config, drafts, imports, incomingFolder } = services;
  const router = new Router({ prefix: '/account/imports' });
  const idOf = (ctx: Koa.Context): string => ctx['params'].id;

  const makeRoom: Koa.Middleware = async function makeRoom(ctx, next) {
    await imports.makeRoom(getUserId(ctx));
    await next();
  };

  async function begin(ctx: Koa.Context): Promise<void> {
    const [{ originalName, path }] = ctx.state.uploads;
    seeOther(ctx, `/account/imports/${await imports.begin(getUserId(ctx), originalName, path)}`);
  }

  /** Where the questions of some files are answered, by file and person. */
  async function draftUrlsOf(userId: number, results: readonly FileResult[]): Promise<Map<string, string>> {
    if (!results.some(({ outcome }) => outcome === 'asks')) return new Map();
    const waiting = await drafts.list(userId, MAX_DRAFTS);
    return new Map(waiting.map(({ id, name, fileName }) => [`${fileName}/${nameKey(name)}`, `/drafts/${id}`]));
  }

  async function showImport(ctx: Koa.Context): Promise<void> {
    const userId = getUserId(ctx);
    const found = await imports.find(userId, idOf(ctx));
    if (!found) throw importNotFound();
    const page = Math.min(Math.max(Math.trunc(Number(ctx.query['page'])) || 1, 1), MAX_PAGES);
    const results = await imports.results(found, RESULTS_ON_A_PAGE + 1, (page - 1) * RESULTS_ON_A_PAGE);
    const draftUrls = await draftUrlsOf(userId, results);
    const shown = results.slice(0, RESULTS_ON_A_PAGE);
    const view = presentImport(found);
    ctx.render('import', {
      title: `Import of ${view.fileName}`,
      ...view,
      results: shown.map((each) => presentResult(each, draftUrls.get(`${each.file}/${nameKey(each.person ?? '')}`))),
      previousUrl: page > 1 ? `${view.url}?page=${page - 1}` : null,
      nextUrl: results.length > shown.length ? `${view.url}?page=${page + 1}` : null,
      refreshSeconds: view.isRunning ? REFRESH_SECONDS : null,
    });
  }

  async function resume(ctx: Koa.Context): Promise<void> {
    await imports.resume(getUserId(ctx), idOf(ctx));
    seeOther(ctx, `/account/imports/${idOf(ctx)}`);
  }

  async function remove(ctx: Koa.Context): Promise<void> {
    await imports.remove(getUserId(ctx), idOf(ctx));
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

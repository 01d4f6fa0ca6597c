import type Koa from 'koa';
import { ensureLoggedIn, getUserId } from '../../auth/guards';
import { importNotFound } from '../../errors';
import { nameKey } from '../../gallery/person-name';
import type { Context, Middleware } from '../../web/context';
import { queryOf } from '../../web/fields';
import { showFaultIn } from '../../web/pages/form-faults';
import { addNotices } from '../../web/pages/notices';
import { offsetOf, pagesAround } from '../../web/paging';
import { seeOther } from '../../web/responses/see-other';
import { createRouter } from '../../web/routes';
import type { Received } from '../../web/uploads/receive-photos';
import { accountPage } from '../account-page';
import { importQuery } from '../account-schema';
import type { AccountNeeds } from '../services';
import type { FileResult } from './import-rows';
import { presentImport, presentResult } from './present-import';
import { receiveZip } from './receive-zip';

const RESULTS_ON_A_PAGE = 100;
const MAX_DRAFTS = 500;
const REFRESH_SECONDS = 5;

/** Zips of photos that are added in the background. */
export function register(app: Koa, services: AccountNeeds): void {
  const { config, drafts, imports, incomingFolder } = services;
  const router = createRouter('/account/imports');

  const makeRoom: Middleware = async function makeRoom(ctx, next) {
    await imports.makeRoom(getUserId(ctx));
    await next();
  };

  async function begin(ctx: Context<object, Received>): Promise<void> {
    const [{ originalName, path }] = ctx.state.uploads;
    seeOther(ctx, `/account/imports/${await imports.begin(getUserId(ctx), originalName, path)}`);
  }

  /** Where the questions of some files are answered, by file and person. */
  async function draftUrlsOf(userId: number, results: readonly FileResult[]): Promise<Map<string, string>> {
    if (!results.some(({ outcome }) => outcome === 'asks')) return new Map();
    const waiting = await drafts.list(userId, MAX_DRAFTS);
    return new Map(waiting.map(({ id, name, fileName }) => [`${fileName}/${nameKey(name)}`, `/drafts/${id}`]));
  }

  async function showImport(ctx: Context<{ id: string }>): Promise<void> {
    const userId = getUserId(ctx);
    const found = await imports.find(userId, ctx.params.id);
    if (!found) throw importNotFound();
    const { page } = queryOf(ctx, importQuery);
    const results = await imports.results(found, RESULTS_ON_A_PAGE + 1, offsetOf(page, RESULTS_ON_A_PAGE));
    const draftUrls = await draftUrlsOf(userId, results);
    const shown = results.slice(0, RESULTS_ON_A_PAGE);
    const view = presentImport(found);
    ctx.render('import', {
      title: `Import of ${view.fileName}`,
      ...view,
      results: shown.map((each) => presentResult(each, draftUrls.get(`${each.file}/${nameKey(each.person ?? '')}`))),
      ...pagesAround(page, results.length > shown.length, (number) => `${view.url}?page=${number}`),
      refreshSeconds: view.isRunning ? REFRESH_SECONDS : null,
    });
  }

  async function resume(ctx: Context<{ id: string }>): Promise<void> {
    await imports.resume(getUserId(ctx), ctx.params.id);
    seeOther(ctx, `/account/imports/${ctx.params.id}`);
  }

  async function remove(ctx: Context<{ id: string }>): Promise<void> {
    await imports.remove(getUserId(ctx), ctx.params.id);
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

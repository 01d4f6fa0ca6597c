import type Koa from 'koa';
import { ensureLoggedIn, ensureOwner, getUserId, viewerOf } from '../auth/guards';
import type { Context } from '../web/context';
import { form, seeOther } from '../web/middleware/forms';
import { isFromElsewhere } from '../web/middleware/request-kinds';
import { showFaultIn } from '../web/pages/form-faults';
import { createRouter } from '../web/routes';
import { accountPage } from './account-page';
import { deletionForm } from './account-schema';
import { deletionPage } from './deletion-page';
import { sendExport } from './export/send-export';
import type { AccountNeeds } from './services';

/** Registers the routes of "My data": what the app keeps of a user, its download and the account's deletion. */
export function register(app: Koa, services: AccountNeeds): void {
  const { accounts, exporter, signOut } = services;
  const router = createRouter('/account');

  /** Sends the gallery as a zip, with the results of its user's own. */
  async function download(ctx: Context): Promise<void> {
    // A link on another site must not make a browser download all of it. The page here has the link, too.
    if (isFromElsewhere(ctx)) return seeOther(ctx, '/account');
    await sendExport(ctx, exporter, viewerOf(ctx));
  }

  /** Sends the user's own results in the gallery as a zip. */
  async function downloadResults(ctx: Context): Promise<void> {
    if (isFromElsewhere(ctx)) return seeOther(ctx, '/account');
    await sendExport(ctx, exporter, viewerOf(ctx), 'results');
  }

  /** Deletes the account with everything in it, and signs out, at the provider, too. */
  async function deleteAccount(ctx: Context): Promise<void> {
    await accounts.delete(getUserId(ctx));
    await signOut.leave(ctx, '/account/deleted');
  }

  /** Says that the account is deleted. */
  function showDeleted(ctx: Context): void {
    if (ctx.state.user) seeOther(ctx, '/account');
    else ctx.render('account-deleted', { title: 'Your account has been deleted' });
  }

  const readDeletionForm = form(deletionForm);
  const showAccount = accountPage(services);
  const showDeletion = deletionPage(accounts);
  /** Shows what is kept of the user: download, imports, deletion. */
  router.get('/', ensureLoggedIn, function showMyData(ctx) {
    return showAccount(ctx);
  });
  router.get('/export', ensureOwner, download);
  router.get('/export/results', ensureLoggedIn, downloadResults);
  /** Shows what deleting the account would delete, and asks to confirm it. */
  router.get('/delete', ensureLoggedIn, function showAccountDeletion(ctx) {
    return showDeletion(ctx);
  });
  router.post('/delete', ensureLoggedIn, showFaultIn('delete', showDeletion), readDeletionForm, deleteAccount);
  router.get('/deleted', showDeleted);
  app.use(router.routes()).use(router.allowedMethods());
}

import type Koa from 'koa';
import { ownAccountNotFound } from '../../errors';
import type { Context, Middleware } from '../../web/context';
import { type Filled, form, seeOther } from '../../web/middleware/forms';
import { showFaultIn } from '../../web/pages/form-faults';
import { addNotices } from '../../web/pages/notices';
import { createRouter } from '../../web/routes';
import { ensureAdmin } from '../guards';
import type { AuthNeeds } from '../services';
import { INVITATION_DAYS, RESET_DAYS } from './account-links';
import { invitationForm } from './own-accounts-schema';
import { addressOf, requireOwn } from './own-sign-in';
import { presentAccounts, presentLinks } from './present-accounts';

/** A link that was just made: it is shown once. */
interface MadeLink {
  title: string;
  help: string;
  address: string;
}

/** Registers the page on which administrators see the app's own accounts, invite people, and let them choose a new password. */
export function register(app: Koa, { own, config }: AuthNeeds): void {
  const router = createRouter('/accounts');
  const { publicUrl } = config;

  async function render(ctx: Context, made: MadeLink | null): Promise<void> {
    const { accounts, links } = requireOwn(own);
    ctx.render('accounts', {
      title: 'Accounts',
      made,
      accounts: presentAccounts(await accounts.list()),
      links: presentLinks(await links.list()),
      days: INVITATION_DAYS,
    });
  }

  /** Shows the accounts, and the links that nobody has used. */
  async function showAccounts(ctx: Context): Promise<void> {
    await render(ctx, null);
  }

  /** Makes a link with which somebody makes an account, and shows it, this once. */
  async function invite(ctx: Context<object, Filled<typeof invitationForm>>): Promise<void> {
    const { links } = requireOwn(own);
    const { form } = ctx.state;
    const address = addressOf(publicUrl, 'invitation', await links.invite(form));
    const help = `It makes one account, within ${form.days} days.`;
    await render(ctx, { title: `Invitation for ${form.note}`, help, address });
  }

  /** Makes a link with which somebody chooses a new password, and shows it, this once. */
  async function allowReset(ctx: Context<{ id: string }>): Promise<void> {
    const { accounts, links } = requireOwn(own);
    const account = await accounts.findById(Number(ctx.params.id) || 0);
    if (!account) throw ownAccountNotFound();
    const address = addressOf(publicUrl, 'reset', await links.allowReset(account));
    const help = `It sets a new password, once, within ${RESET_DAYS === 1 ? 'a day' : `${RESET_DAYS} days`}.`;
    await render(ctx, { title: `New password for ${account.name}`, help, address });
  }

  /** Has a link open nothing any more. */
  async function revoke(ctx: Context<{ handle: string }>): Promise<void> {
    await requireOwn(own).links.revoke(ctx.params.handle);
    addNotices(ctx, [{ kind: 'success', text: 'The link was revoked. It opens nothing anymore.' }]);
    seeOther(ctx, '/accounts');
  }

  /** @throws pageNotFound where people have no accounts here, whatever the form has */
  const ensureOwnAccounts: Middleware = (_ctx, next) => {
    requireOwn(own);
    return next();
  };

  const readInvitation = form(invitationForm);
  router.get('/', ensureAdmin, showAccounts);
  router.post('/', ensureAdmin, ensureOwnAccounts, showFaultIn('invitation', showAccounts), readInvitation, invite);
  router.post('/actions/reset/:id', ensureAdmin, allowReset);
  router.post('/actions/revoke/:handle', ensureAdmin, revoke);
  app.use(router.routes()).use(router.allowedMethods());
}

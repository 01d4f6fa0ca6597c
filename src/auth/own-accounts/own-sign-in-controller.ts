import type Koa from 'koa';
import type { Context } from '../../web/context';
import { queryOf } from '../../web/fields';
import { basePathOf } from '../../web/middleware/base-path';
import { type Filled, form, seeOther } from '../../web/middleware/forms';
import { limitSignIns } from '../../web/middleware/rate-limits';
import { showFaultIn } from '../../web/pages/form-faults';
import { createRouter } from '../../web/routes';
import type { AuthNeeds } from '../services';
import { rememberBrowser } from './known-browsers';
import { MOUNT } from './mount';
import { signInIdOf } from './own-account';
import { linkQuery, newAccountForm, readBoth, resetForm, signInForm } from './own-accounts-schema';
import { requireOwn } from './own-sign-in';

type Pending = { uid: string };
const CANCELED = { error: 'access_denied', error_description: 'The user canceled the sign-in.' };

/** Registers the pages on which people with accounts of their own sign in, make their account, or set a new password. */
export function register(app: Koa, { own, config, rateLimits, sessions, users }: AuthNeeds): void {
  const router = createRouter(MOUNT);
  const limited = limitSignIns(rateLimits);
  const { publicUrl } = config;
  const appPath = basePathOf(publicUrl) || '/';

  /** Begins a sign-in at the app's own provider, which leads to its page. */
  async function authorize(ctx: Context): Promise<void> {
    await requireOwn(own).provider.answer(ctx, '/auth');
  }

  /** Goes on with a sign-in after its page, back to the app. */
  async function resume(ctx: Context<Pending>): Promise<void> {
    await requireOwn(own).provider.resume(ctx, ctx.params.uid);
  }

  /** Asks for a name and a password. */
  async function showSignIn(ctx: Context<Pending>): Promise<void> {
    const { uid } = ctx.params;
    const { provider, passkeys } = requireOwn(own);
    await provider.requirePending(ctx, uid);
    ctx.render('own-sign-in', {
      title: 'Sign in',
      action: `${MOUNT}/interaction/${uid}`,
      isPlain: !publicUrl.startsWith('https:'),
      options: passkeys.arePossible ? await passkeys.optionsToSignIn(uid) : null,
    });
  }

  /** Takes a name and a password, or the answer of a passkey, and leads back to the app. */
  async function takeSignIn(ctx: Context<Pending, Filled<typeof signInForm>>): Promise<void> {
    const { provider, passkeys, passwordSignIn } = requireOwn(own);
    const { uid } = ctx.params;
    const { form } = ctx.state;
    await provider.requirePending(ctx, uid);
    if (form.action === 'cancel') return seeOther(ctx, await provider.finish(ctx, uid, CANCELED));
    const isByPasskey = form.action === 'passkey';
    const account = await (isByPasskey ? passkeys.find(uid, form.passkey) : passwordSignIn.find(ctx, form));
    rememberBrowser(ctx, account.subject, appPath);
    seeOther(ctx, await provider.finish(ctx, uid, { login: { accountId: signInIdOf(account), remember: false } }));
  }

  const tokenOf = (ctx: Context) => queryOf(ctx, linkQuery).token ?? ctx.state.formFault?.values['token'];

  /** Asks the first administrator for a name and a password. */
  async function showSetUp(ctx: Context): Promise<void> {
    const token = tokenOf(ctx);
    await requireOwn(own).setUpLink.require(token);
    const text = 'Make the first account. It administers FamiliarFaces: it can invite others.';
    ctx.render('new-account', { title: 'Set up FamiliarFaces', text, action: `${MOUNT}/set-up`, token });
  }

  /** Makes the first administrator's account. */
  async function setUp(ctx: Context<object, Filled<typeof newAccountForm>>): Promise<void> {
    const { passwords, setUpLink } = requireOwn(own);
    const { token, password, ...names } = ctx.state.form;
    await setUpLink.require(token);
    await setUpLink.use(token, { ...names, passwordHash: await passwords.hash(password) });
    seeOther(ctx, '/login');
  }

  /** Asks somebody invited for a name and a password. */
  async function showInvitation(ctx: Context): Promise<void> {
    const token = tokenOf(ctx);
    await requireOwn(own).links.findInvitation(token);
    const text = 'You’re invited to use FamiliarFaces here. Choose how you’ll sign in.';
    ctx.render('new-account', { title: 'Make your account', text, action: `${MOUNT}/invitation`, token });
  }

  /** Makes the account of somebody invited. */
  async function accept(ctx: Context<object, Filled<typeof newAccountForm>>): Promise<void> {
    const { passwords, links } = requireOwn(own);
    const { token, password, ...names } = ctx.state.form;
    await links.findInvitation(token);
    await links.accept(token, { ...names, passwordHash: await passwords.hash(password) });
    seeOther(ctx, '/login');
  }

  /** Asks for a new password. */
  async function showReset(ctx: Context): Promise<void> {
    const token = tokenOf(ctx);
    const { name } = await requireOwn(own).links.findReset(token);
    ctx.render('new-password', { title: 'Choose a new password', name, action: `${MOUNT}/reset`, token });
  }

  /** Sets a new password, removes the passkeys, and ends all sessions. */
  async function reset(ctx: Context<object, Filled<typeof resetForm>>): Promise<void> {
    const { accounts, passkeys, passwords, links } = requireOwn(own);
    const { token, password, again } = ctx.state.form;
    const account = await links.findReset(token);
    const passwordHash = await passwords.hash(readBoth(password, again, [account.name, account.displayName]));
    const userId = await accounts.userIdOf(account);
    await links.reset(token, passwordHash, async (trx) => {
      await passkeys.removeAll(trx, account.id);
      if (userId === undefined) return;
      await sessions.endAll(trx, userId);
      await users.note(trx, userId, { type: 'account.password-reset' });
    });
    seeOther(ctx, '/login');
  }

  const readSignIn = form(signInForm);
  const readNewAccount = form(newAccountForm);
  const readReset = form(resetForm);
  router.get('/auth', limited, authorize);
  router.get('/auth/:uid', resume);
  router.get('/interaction/:uid', showSignIn);
  router.post('/interaction/:uid', limited, showFaultIn('sign-in', showSignIn), readSignIn, takeSignIn);
  router.get('/set-up', showSetUp);
  router.post('/set-up', limited, showFaultIn('new-account', showSetUp), readNewAccount, setUp);
  router.get('/invitation', showInvitation);
  router.post('/invitation', limited, showFaultIn('new-account', showInvitation), readNewAccount, accept);
  router.get('/reset', showReset);
  router.post('/reset', limited, showFaultIn('new-password', showReset), readReset, reset);
  app.use(router.routes()).use(router.allowedMethods());
}

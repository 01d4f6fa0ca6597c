import type Koa from 'koa';
import type { Context, Middleware } from '../web/context';
import { type Filled, form, seeOther } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices } from '../web/pages/notices';
import { createRouter } from '../web/routes';
import { ensureLoggedIn, getUserId } from './guards';
import { changeForm, passkeyForm, readBoth } from './own-accounts/own-accounts-schema';
import { requireOwn } from './own-accounts/own-sign-in';
import { requireOwnAccount } from './own-accounts/own-user';
import { presentPasskeys, presentSessions } from './present-security';
import type { AuthNeeds } from './services';
import { SIGNED_OUT_PATH } from './sign-out';

/** Registers the page on which people see where they are signed in, and change what they sign in with. */
export function register(app: Koa, { own, sessions, users, catalog }: AuthNeeds): void {
  const router = createRouter('/security');

  /** Shows where the user is signed in, and for an account of the app's own its password and passkeys. */
  async function showSecurity(ctx: Context): Promise<void> {
    const userId = getUserId(ctx);
    const account = await own?.accounts.ofUser(userId);
    const passkeys = own && account && own.passkeys.arePossible ? own.passkeys : undefined;
    ctx.render('security', {
      title: 'Sign-in and security',
      sessions: presentSessions(await sessions.list(userId, ctx)),
      account: account ? { name: account.name } : null,
      isAdmin: own !== undefined && ctx.state.user?.isAdmin === true,
      passkeys: account && passkeys ? presentPasskeys(await passkeys.list(account.id)) : [],
      options: account && passkeys ? await passkeys.optionsToAdd(account) : null,
    });
  }

  /** Changes the password, and ends all other sessions. */
  async function changePassword(ctx: Context<object, Filled<typeof changeForm>>): Promise<void> {
    const { accounts, passwords, passwordSignIn } = requireOwn(own);
    const account = await requireOwnAccount(own, getUserId(ctx));
    const { current, password, again } = ctx.state.form;
    await passwordSignIn.requireOf(ctx, account, current);
    const passwordHash = await passwords.hash(readBoth(password, again, [account.name, account.displayName]));
    await catalog.transaction().execute(async (trx) => {
      await accounts.setPassword(trx, account.id, passwordHash);
      await sessions.endOthers(trx, getUserId(ctx), ctx);
      await users.note(trx, getUserId(ctx), { type: 'account.password-changed' });
    });
    addNotices(ctx, [{ kind: 'success', text: 'Your password was changed. You were signed out everywhere else.' }]);
    seeOther(ctx, '/security');
  }

  /** Adds a passkey, for which the password is asked. */
  async function addPasskey(ctx: Context<object, Filled<typeof passkeyForm>>): Promise<void> {
    const { passkeys, passwordSignIn } = requireOwn(own);
    const account = await requireOwnAccount(own, getUserId(ctx));
    const { current, passkey, name } = ctx.state.form;
    await passwordSignIn.requireOf(ctx, account, current);
    await passkeys.add(account, { answer: passkey, name }, (trx) =>
      users.note(trx, getUserId(ctx), { type: 'account.passkey-added' }),
    );
    addNotices(ctx, [{ kind: 'success', text: `The passkey “${name}” was added. You can sign in with it now.` }]);
    seeOther(ctx, '/security');
  }

  /** Removes a passkey. */
  async function removePasskey(ctx: Context<{ handle: string }>): Promise<void> {
    const account = await requireOwnAccount(own, getUserId(ctx));
    const { passkeys } = requireOwn(own);
    await catalog.transaction().execute(async (trx) => {
      const isRemoved = await passkeys.remove(trx, account.id, ctx.params.handle);
      if (isRemoved) await users.note(trx, getUserId(ctx), { type: 'account.passkey-removed' });
    });
    addNotices(ctx, [{ kind: 'success', text: 'The passkey was removed. It signs nobody in anymore.' }]);
    seeOther(ctx, '/security');
  }

  /** Ends one of the user's sessions. */
  async function endSession(ctx: Context<{ handle: string }>): Promise<void> {
    await catalog.transaction().execute(async (trx) => {
      await sessions.end(trx, getUserId(ctx), ctx.params.handle);
      await users.note(trx, getUserId(ctx), { type: 'session.ended' });
    });
    addNotices(ctx, [{ kind: 'success', text: 'That browser is signed out.' }]);
    seeOther(ctx, '/security');
  }

  /** Ends all sessions of the user, this one, too. */
  async function endAllSessions(ctx: Context): Promise<void> {
    await catalog.transaction().execute(async (trx) => {
      await sessions.endAll(trx, getUserId(ctx));
      await users.note(trx, getUserId(ctx), { type: 'session.all-ended' });
    });
    ctx.session = null;
    seeOther(ctx, SIGNED_OUT_PATH);
  }

  /** @throws pageNotFound for somebody whose account is elsewhere, whatever the form has */
  const ensureOwnAccount: Middleware = async (ctx, next) => {
    await requireOwnAccount(own, getUserId(ctx));
    return next();
  };

  const readChange = form(changeForm);
  const readPasskey = form(passkeyForm);
  router.get('/', ensureLoggedIn, showSecurity);
  router.post(
    '/password',
    ensureLoggedIn,
    ensureOwnAccount,
    showFaultIn('password', showSecurity),
    readChange,
    changePassword,
  );
  router.post(
    '/passkeys',
    ensureLoggedIn,
    ensureOwnAccount,
    showFaultIn('passkey', showSecurity),
    readPasskey,
    addPasskey,
  );
  router.post('/actions/remove/:handle', ensureLoggedIn, removePasskey);
  router.post('/actions/end/:handle', ensureLoggedIn, endSession);
  router.post('/actions/end-all', ensureLoggedIn, endAllSessions);
  app.use(router.routes()).use(router.allowedMethods());
}

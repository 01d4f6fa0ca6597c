import type Koa from 'koa';
import { ensureAdmin, getUserId } from '../auth/guards';
import type { Context } from '../web/context';
import { offsetOf, pagesAround, queryOf } from '../web/fields';
import { type Filled, form, seeOther } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices } from '../web/pages/notices';
import { createRouter } from '../web/routes';
import { presentUser, presentUserInFull, userUrl } from './present-users';
import type { AdminNeeds } from './services';
import { storageForm, userIdOf, usersQuery } from './users-schema';

const PAGE_SIZE = 25;

type OneContext = Context<{ id: string }>;

/** Registers the pages on which administrators see and change users. */
export function register(app: Koa, { administration, own, config }: AdminNeeds): void {
  const router = createRouter('/admin');

  /** Lists users by name, a page at a time. */
  async function showUsers(ctx: Context): Promise<void> {
    const { q, page } = queryOf(ctx, usersQuery);
    const range = { limit: PAGE_SIZE + 1, offset: offsetOf(page, PAGE_SIZE) };
    const found = await administration.list({ search: q, ...range });
    const urlOf = (number: number) => `/admin?${new URLSearchParams({ ...(q && { q }), page: String(number) })}`;
    ctx.render('admin-users', {
      title: 'Users',
      hasOwnAccounts: own !== undefined,
      search: q ?? '',
      users: found.slice(0, PAGE_SIZE).map(presentUser),
      ...pagesAround(page, found.length > PAGE_SIZE, urlOf),
    });
  }

  /** Shows a user with the sizes of their galleries. */
  async function showUser(ctx: OneContext): Promise<void> {
    const user = await administration.find(userIdOf(ctx.params.id));
    const galleries = await administration.galleriesOf(user.id);
    ctx.render('admin-user', {
      title: user.displayName,
      hasOwnAccounts: own !== undefined,
      ...presentUserInFull(user, galleries, config.limits.storageMegabytes),
      isYourself: user.id === getUserId(ctx),
    });
  }

  /** Does something to the user of the address, and shows a page that says so. */
  async function doTo(
    ctx: OneContext,
    act: (admin: number, id: number) => Promise<void>,
    text: string,
    leadsTo = userUrl(userIdOf(ctx.params.id)),
  ): Promise<void> {
    await act(getUserId(ctx), userIdOf(ctx.params.id));
    addNotices(ctx, [{ kind: 'success', text }]);
    seeOther(ctx, leadsTo);
  }

  /** Suspends a user: their sessions and keys open nothing from now on. */
  async function suspendUser(ctx: OneContext): Promise<void> {
    await doTo(ctx, (...who) => administration.suspend(...who), 'The account is suspended.');
  }

  /** Lets a suspended user in again. */
  async function resumeUser(ctx: OneContext): Promise<void> {
    await doTo(ctx, (...who) => administration.resume(...who), 'The account isn’t suspended anymore.');
  }

  /** Ends all sessions of a user. */
  async function signUserOut(ctx: OneContext): Promise<void> {
    await doTo(ctx, (...who) => administration.signOut(...who), 'Every session of this account has ended.');
  }

  /** Deletes a user with everything that is theirs alone. */
  async function deleteUser(ctx: OneContext): Promise<void> {
    await doTo(ctx, (...who) => administration.delete(...who), 'The account was deleted.', '/admin');
  }

  /** Limits how much all galleries of a user may take up. */
  async function limitStorage(ctx: Context<{ id: string }, Filled<typeof storageForm>>): Promise<void> {
    const limit = (admin: number, id: number) => administration.limitStorage(admin, id, ctx.state.form.megabytes);
    await doTo(ctx, limit, 'The storage limit was changed.');
  }

  const readForm = form(storageForm);
  router.get('/', ensureAdmin, showUsers);
  router.get('/users/:id', ensureAdmin, showUser);
  router.post('/users/:id/suspend', ensureAdmin, suspendUser);
  router.post('/users/:id/resume', ensureAdmin, resumeUser);
  router.post('/users/:id/sign-out', ensureAdmin, signUserOut);
  router.post('/users/:id/delete', ensureAdmin, deleteUser);
  router.post('/users/:id/storage', ensureAdmin, showFaultIn('storage', showUser), readForm, limitStorage);
  app.use(router.routes()).use(router.allowedMethods());
}

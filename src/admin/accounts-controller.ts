import type Koa from 'koa';
import { ensureAdmin, getUserId } from '../auth/guards';
import type { Context } from '../web/context';
import { seeOther } from '../web/middleware/forms';
import { addNotices } from '../web/pages/notices';
import { createRouter } from '../web/routes';
import type { AdminNeeds } from './services';
import { userIdOf } from './users-schema';

type OneContext = Context<{ id: string }>;

/** Registers what administrators do to accounts of the app's own, beside the page that lists them (auth/own-accounts). */
export function register(app: Koa, { administration, own }: AdminNeeds): void {
  const router = createRouter('/accounts/actions');

  function say(ctx: Context, text: string): void {
    addNotices(ctx, [{ kind: 'success', text }]);
    seeOther(ctx, '/accounts');
  }

  /** Deletes an account, with its user if it has ever been used. */
  async function deleteAccount(ctx: OneContext): Promise<void> {
    await administration.deleteAccount(getUserId(ctx), userIdOf(ctx.params.id));
    say(ctx, 'The account was deleted.');
  }

  /** Makes somebody an administrator. */
  async function giveAdmin(ctx: OneContext): Promise<void> {
    await administration.setAdmin(getUserId(ctx), userIdOf(ctx.params.id), true);
    say(ctx, 'They are an administrator now.');
  }

  /** Takes an administrator's rights away. */
  async function takeAdmin(ctx: OneContext): Promise<void> {
    const userId = getUserId(ctx);
    const accountId = userIdOf(ctx.params.id);
    await administration.setAdmin(userId, accountId, false);
    if ((await own?.accounts.ofUser(userId))?.id !== accountId) return say(ctx, 'They are no administrator anymore.');
    // Who takes their own doesn't see the page any more.
    addNotices(ctx, [{ kind: 'success', text: 'You are no administrator anymore.' }]);
    seeOther(ctx, '/security');
  }

  router.post('/delete/:id', ensureAdmin, deleteAccount);
  router.post('/give-admin/:id', ensureAdmin, giveAdmin);
  router.post('/take-admin/:id', ensureAdmin, takeAdmin);
  app.use(router.routes()).use(router.allowedMethods());
}

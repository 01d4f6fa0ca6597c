import type Koa from 'koa';
import { ensureLoggedIn, viewerOf } from '../auth/guards';
import type { Context } from '../web/context';
import { seeOther } from '../web/middleware/forms';
import { addNotices } from '../web/pages/notices';
import { createRouter } from '../web/routes';
import type { RecognitionNeeds } from './services';

/** Registers the routes that share a result with its gallery, and that stop it. */
export function register(app: Koa, { recognitions, resultSharing }: RecognitionNeeds): void {
  const router = createRouter('/recognition/:id');

  /** Shares a result with all members of the gallery. */
  async function share(ctx: Context<{ id: string }>): Promise<void> {
    const { id } = ctx.params;
    await resultSharing.share(viewerOf(ctx), id);
    addNotices(ctx, [{ kind: 'success', text: 'All members of this gallery see this result now.' }]);
    seeOther(ctx, `/recognition/${id}`);
  }

  /** Stops sharing a result: from now on, only who made it sees it. */
  async function stopSharing(ctx: Context<{ id: string }>): Promise<void> {
    const { id } = ctx.params;
    const viewer = viewerOf(ctx);
    await resultSharing.stop(viewer, id, ctx.state.role === 'owner');
    addNotices(ctx, [{ kind: 'success', text: 'This result isn’t shared anymore.' }]);
    seeOther(ctx, (await recognitions.find(viewer, id)) ? `/recognition/${id}` : '/recognition');
  }

  router.post('/share', ensureLoggedIn, share);
  router.post('/stop-sharing', ensureLoggedIn, stopSharing);
  app.use(router.routes()).use(router.allowedMethods());
}

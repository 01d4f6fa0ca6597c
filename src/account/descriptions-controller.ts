import type Koa from 'koa';
import { ensureOwner, galleryOf } from '../auth/guards';
import type { Context } from '../web/context';
import { seeOther } from '../web/middleware/forms';
import { addNotices } from '../web/pages/notices';
import { createRouter } from '../web/routes';
import type { AccountNeeds } from './services';

/** Registers the route that puts descriptions of faces into use that were made by another network. */
export function register(app: Koa, { redescription }: AccountNeeds): void {
  const router = createRouter('/settings/descriptions');

  /** Uses the new descriptions of faces from now on. */
  async function useDescriptions(ctx: Context): Promise<void> {
    const isUsed = await redescription.use(galleryOf(ctx));
    addNotices(ctx, [
      isUsed
        ? { kind: 'success', text: 'The new descriptions are used from now on.' }
        : { kind: 'warning', text: 'There are no new descriptions to use.' },
    ]);
    seeOther(ctx, '/settings');
  }

  router.post('/', ensureOwner, useDescriptions);
  app.use(router.routes()).use(router.allowedMethods());
}

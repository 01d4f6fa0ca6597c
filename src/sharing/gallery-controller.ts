import type Koa from 'koa';
import { ensureOwner, galleryOf, getUserId } from '../auth/guards';
import type { Context } from '../web/context';
import { type Filled, form, seeOther } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices } from '../web/pages/notices';
import { createRouter } from '../web/routes';
import { membersPage } from './members-page';
import type { SharingNeeds } from './services';
import { galleryForm } from './sharing-schema';

/** Registers what owners do to a whole gallery. The forms are on the page of its members. */
export function register(app: Koa, services: SharingNeeds): void {
  const { ownGalleries } = services;
  const router = createRouter('/gallery');
  const show = membersPage(services);
  const showMembers = (ctx: Context): Promise<void> => show(ctx, null);

  /** Gives the gallery another name. */
  async function renameGallery(ctx: Context<object, Filled<typeof galleryForm>>): Promise<void> {
    const { name } = ctx.state.form;
    await ownGalleries.rename(galleryOf(ctx).id, getUserId(ctx), name);
    addNotices(ctx, [{ kind: 'success', text: `The gallery is called “${name}” now.` }]);
    seeOther(ctx, '/members');
  }

  const readGalleryForm = form(galleryForm);
  router.post('/rename', ensureOwner, showFaultIn('rename-gallery', showMembers), readGalleryForm, renameGallery);
  app.use(router.routes()).use(router.allowedMethods());
}

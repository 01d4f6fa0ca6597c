import type Koa from 'koa';
import { presentContents } from '../account/present-account';
import { ensureOwner, galleryOf, getUserId, viewerOf } from '../auth/guards';
import { galleryNameDiffers, personalGalleryStays } from '../errors';
import type { Context } from '../web/context';
import { type Filled, form, seeOther, seeOtherFromRoot } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices } from '../web/pages/notices';
import { createRouter } from '../web/routes';
import { membersPage } from './members-page';
import type { SharingNeeds } from './services';
import { galleryForm } from './sharing-schema';

/** Registers what owners do to a whole gallery. The forms are on the page of its members. */
export function register(app: Koa, services: SharingNeeds): void {
  const { ownGalleries, galleryRemoval, accounts } = services;
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

  /** Shows what deleting the gallery would delete, and asks for its name. */
  async function showDeletion(ctx: Context): Promise<void> {
    const gallery = galleryOf(ctx);
    if (gallery.personalOf !== null) throw personalGalleryStays();
    ctx.render('delete-gallery', {
      title: 'Delete this gallery',
      gallery: gallery.name,
      ...presentContents(await accounts.contentsOf(viewerOf(ctx))),
    });
  }

  /** Deletes the gallery with everything in it, for all of its members. */
  async function deleteGallery(ctx: Context<object, Filled<typeof galleryForm>>): Promise<void> {
    const gallery = galleryOf(ctx);
    if (ctx.state.form.name !== gallery.name) throw galleryNameDiffers();
    await galleryRemoval.delete(gallery, getUserId(ctx));
    addNotices(ctx, [{ kind: 'success', text: `“${gallery.name}” was deleted with everything in it.` }], null);
    seeOtherFromRoot(ctx, '/galleries');
  }

  const readGalleryForm = form(galleryForm);
  router.post('/rename', ensureOwner, showFaultIn('rename-gallery', showMembers), readGalleryForm, renameGallery);
  router.get('/delete', ensureOwner, showDeletion);
  router.post('/delete', ensureOwner, showFaultIn('delete-gallery', showDeletion), readGalleryForm, deleteGallery);
  app.use(router.routes()).use(router.allowedMethods());
}

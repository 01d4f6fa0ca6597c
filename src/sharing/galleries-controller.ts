import type Koa from 'koa';
import { ensureLoggedIn, getUserId } from '../auth/guards';
import type { Context } from '../web/context';
import { galleryPrefix } from '../web/links';
import { type Filled, form, seeOtherFromRoot } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices } from '../web/pages/notices';
import { createRouter } from '../web/routes';
import { presentGalleries, presentInvitation } from './present-sharing';
import type { SharingNeeds } from './services';
import { galleryForm } from './sharing-schema';

type OneContext = Context<{ handle: string }>;

/** Registers the page of a user's galleries, with the invitations to them. */
export function register(app: Koa, { ownGalleries, joining }: SharingNeeds): void {
  const router = createRouter('/galleries');

  /** Lists the galleries of the user, and the invitations to them by their e-mail address or sign-in name. */
  async function showGalleries(ctx: Context): Promise<void> {
    const userId = getUserId(ctx);
    ctx.render('galleries', {
      title: 'Galleries',
      galleries: presentGalleries(ctx.state.galleries ?? [], userId),
      invitations: (await joining.pendingOf(userId)).map(presentInvitation),
    });
  }

  /** Makes a gallery and opens it. */
  async function makeGallery(ctx: Context<object, Filled<typeof galleryForm>>): Promise<void> {
    const { handle } = await ownGalleries.make(getUserId(ctx), ctx.state.form.name);
    seeOtherFromRoot(ctx, `${galleryPrefix(handle)}/`);
  }

  /** Takes the user into the gallery of an invitation to them. */
  async function acceptInvitation(ctx: OneContext): Promise<void> {
    const { place } = await joining.accept(ctx.params.handle, getUserId(ctx));
    seeOtherFromRoot(ctx, `${place}/`);
  }

  /** Ends an invitation to the user. */
  async function declineInvitation(ctx: OneContext): Promise<void> {
    await joining.decline(ctx.params.handle, getUserId(ctx));
    addNotices(ctx, [{ kind: 'success', text: 'You have declined the invitation.' }], null);
    seeOtherFromRoot(ctx, '/galleries');
  }

  const readGalleryForm = form(galleryForm);
  router.get('/', ensureLoggedIn, showGalleries);
  router.post('/', ensureLoggedIn, showFaultIn('gallery', showGalleries), readGalleryForm, makeGallery);
  router.post('/actions/accept/:handle', ensureLoggedIn, acceptInvitation);
  router.post('/actions/decline/:handle', ensureLoggedIn, declineInvitation);
  app.use(router.routes()).use(router.allowedMethods());
}

import type Koa from 'koa';
import { ensureLoggedIn, getUserId, knownGalleries } from '../auth/guards';
import type { Context } from '../web/context';
import { offsetOf, queryOf } from '../web/fields';
import { galleryPrefix } from '../web/links';
import { type Filled, form, seeOtherFromRoot } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices } from '../web/pages/notices';
import { createRouter } from '../web/routes';
import { LEFT_SIZE, presentGalleries, presentInvitation } from './present-sharing';
import type { SharingNeeds } from './services';
import { galleriesQuery, galleryForm } from './sharing-schema';

type OneContext = Context<{ handle: string }>;

/** Registers the page of a user's galleries, with the invitations to them. */
export function register(app: Koa, { ownGalleries, joining, members, accessList, config }: SharingNeeds): void {
  const router = createRouter('/galleries');

  /** Lists the galleries of the user, or those whose names contain a text, and the invitations to them by their e-mail address or sign-in name. */
  async function showGalleries(ctx: Context): Promise<void> {
    const userId = getUserId(ctx);
    const query = queryOf(ctx, galleriesQuery);
    const listed = await accessList.list(userId, knownGalleries(ctx), query);
    const left = await members.left(userId, { limit: LEFT_SIZE + 1, offset: offsetOf(query.left, LEFT_SIZE) });
    ctx.render('galleries', {
      title: 'Galleries',
      ...presentGalleries(listed, left, query, userId),
      invitations: (await joining.pendingOf(userId)).map(presentInvitation),
      hasProvider: config.provider !== undefined,
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

  /** Brings the user back into a gallery that they have left, by a group of theirs. */
  async function returnToGallery(ctx: OneContext): Promise<void> {
    const { handle } = ctx.params;
    await members.comeBack(handle, getUserId(ctx));
    seeOtherFromRoot(ctx, `${galleryPrefix(handle)}/`);
  }

  const readGalleryForm = form(galleryForm);
  router.get('/', ensureLoggedIn, showGalleries);
  router.post('/', ensureLoggedIn, showFaultIn('gallery', showGalleries), readGalleryForm, makeGallery);
  router.post('/actions/accept/:handle', ensureLoggedIn, acceptInvitation);
  router.post('/actions/decline/:handle', ensureLoggedIn, declineInvitation);
  router.post('/actions/return/:handle', ensureLoggedIn, returnToGallery);
  app.use(router.routes()).use(router.allowedMethods());
}

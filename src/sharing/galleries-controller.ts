import type Koa from 'koa';
import { ensureLoggedIn, getUserId } from '../auth/guards';
import type { Context } from '../web/context';
import { offsetOf, pagesAround, queryOf } from '../web/fields';
import { galleryPrefix } from '../web/links';
import { type Filled, form, seeOtherFromRoot } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices } from '../web/pages/notices';
import { createRouter } from '../web/routes';
import { presentGalleries, presentInvitation } from './present-sharing';
import type { SharingNeeds } from './services';
import { galleriesQuery, galleryForm } from './sharing-schema';

/** Galleries that somebody has left, on one page. */
const LEFT_SIZE = 50;

type OneContext = Context<{ handle: string }>;

/** Registers the page of a user's galleries, with the invitations to them. */
export function register(app: Koa, { ownGalleries, joining, members, config }: SharingNeeds): void {
  const router = createRouter('/galleries');

  /** Lists the galleries of the user, and the invitations to them by their e-mail address or sign-in name. */
  async function showGalleries(ctx: Context): Promise<void> {
    const userId = getUserId(ctx);
    const page = queryOf(ctx, galleriesQuery).left;
    const left = await members.left(userId, { limit: LEFT_SIZE + 1, offset: offsetOf(page, LEFT_SIZE) });
    ctx.render('galleries', {
      title: 'Galleries',
      galleries: presentGalleries(ctx.state.galleries ?? [], userId),
      left: left.slice(0, LEFT_SIZE),
      ...pagesAround(page, left.length > LEFT_SIZE, (number) => `/galleries?left=${number}`),
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

import type Koa from 'koa';
import { ensureLoggedIn, getUserId } from '../auth/guards';
import type { Context } from '../web/context';
import { seeOtherFromRoot } from '../web/middleware/forms';
import { createRouter } from '../web/routes';
import { presentInvitation } from './present-sharing';
import type { SharingNeeds } from './services';

type LinkContext = Context<{ token: string }>;

/** Registers the page that a link invites to. Looking at it changes nothing: one joins with a button. */
export function register(app: Koa, { joining, config }: SharingNeeds): void {
  const router = createRouter('/invitations');

  /** Shows which gallery a link invites to, who invites, and what everybody in it sees. A member who opens a used link for one use is led to the gallery. */
  async function showInvitation(ctx: LinkContext): Promise<void> {
    const { token } = ctx.params;
    const found = await joining.look(token, getUserId(ctx));
    if ('place' in found) return seeOtherFromRoot(ctx, `${found.place}/`);
    const hasProvider = config.provider !== undefined;
    const invitation = { ...presentInvitation(found), action: `/invitations/${token}` };
    ctx.render('invitation', { title: 'Invitation', ...invitation, hasProvider });
  }

  /** Takes the user into the gallery of a link. */
  async function joinGallery(ctx: LinkContext): Promise<void> {
    const { place } = await joining.joinBy(ctx.params.token, getUserId(ctx));
    seeOtherFromRoot(ctx, `${place}/`);
  }

  router.get('/:token', ensureLoggedIn, showInvitation);
  router.post('/:token', ensureLoggedIn, joinGallery);
  app.use(router.routes()).use(router.allowedMethods());
}

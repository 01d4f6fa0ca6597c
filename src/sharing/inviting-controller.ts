import type Koa from 'koa';
import { ensureOwner, galleryOf, getUserId } from '../auth/guards';
import type { Context } from '../web/context';
import { type Filled, form, seeOther } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices } from '../web/pages/notices';
import { createRouter } from '../web/routes';
import { membersPage } from './members-page';
import type { SharingNeeds } from './services';
import { linkForm, namedForm, personForm } from './sharing-schema';

const PAGE = '/members';

/** Registers the forms by which owners invite people to the gallery. They are on the page of its members. */
export function register(app: Koa, services: SharingNeeds): void {
  const { invitations, config } = services;
  const router = createRouter(`${PAGE}/actions`);
  const show = membersPage(services);
  const showMembers = (ctx: Context): Promise<void> => show(ctx, null);

  /** Makes a link and shows it, this once. */
  async function makeLink(ctx: Context<object, Filled<typeof linkForm>>): Promise<void> {
    const token = await invitations.make(galleryOf(ctx).id, getUserId(ctx), ctx.state.form);
    // A redirect would have to carry the link in its address or in the session, where others could read it.
    await show(ctx, `${config.publicUrl}/invitations/${token}`);
  }

  /** Invites somebody by their e-mail address, or by their sign-in name where people have accounts of the app's own. Whether the app knows it is told to nobody. */
  async function invitePerson(ctx: Context<object, Filled<typeof personForm | typeof namedForm>>): Promise<void> {
    await invitations.make(galleryOf(ctx).id, getUserId(ctx), ctx.state.form);
    const text = config.ownAccounts
      ? 'If somebody has an account with this name, the invitation is there for them now.'
      : 'The invitation is there for them as soon as they sign in with this e-mail address. No e-mail is sent.';
    addNotices(ctx, [{ kind: 'success', text }]);
    seeOther(ctx, PAGE);
  }

  /** Revokes an invitation. */
  async function revokeInvitation(ctx: Context<{ handle: string }>): Promise<void> {
    await invitations.revoke(galleryOf(ctx).id, ctx.params.handle);
    addNotices(ctx, [{ kind: 'success', text: 'The invitation was revoked. Nobody can use it anymore.' }]);
    seeOther(ctx, PAGE);
  }

  const [readLink, readPerson] = [form(linkForm), form(config.ownAccounts ? namedForm : personForm)];
  router.post('/link', ensureOwner, showFaultIn('link', showMembers), readLink, makeLink);
  router.post('/person', ensureOwner, showFaultIn('person', showMembers), readPerson, invitePerson);
  router.post('/revoke/:handle', ensureOwner, revokeInvitation);
  app.use(router.routes()).use(router.allowedMethods());
}

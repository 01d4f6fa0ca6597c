import type Koa from 'koa';
import { ensureLoggedIn, ensureOwner, galleryOf, getUserId } from '../auth/guards';
import type { Context } from '../web/context';
import { type Filled, form, seeOther, seeOtherFromRoot } from '../web/middleware/forms';
import { showFaultIn } from '../web/pages/form-faults';
import { addNotices } from '../web/pages/notices';
import { createRouter } from '../web/routes';
import type { Deed } from './members';
import { membersPage } from './members-page';
import { ROLE_WORDS } from './roles';
import type { SharingNeeds } from './services';
import { groupForm, groupRemovalForm, roleForm } from './sharing-schema';

const PAGE = '/members';
const ID = /^[1-9]\d{0,14}$/;

type OneParams = { id: string };
type OneContext = Context<OneParams>;

/** Registers the page of a gallery's members. */
export function register(app: Koa, services: SharingNeeds): void {
  const { members } = services;
  const router = createRouter(PAGE);
  const show = membersPage(services);

  /** Shows who is a member of the gallery, and with which role. */
  const showMembers = (ctx: Context): Promise<void> => show(ctx, null);

  const deedOf = (ctx: OneContext): Deed => ({
    galleryId: galleryOf(ctx).id,
    byUser: getUserId(ctx),
    // What is no id is nobody's.
    userId: ID.test(ctx.params.id) ? Number(ctx.params.id) : 0,
  });

  const done = (ctx: Context, text: string): void => {
    addNotices(ctx, [{ kind: 'success', text }]);
    seeOther(ctx, PAGE);
  };

  /** Gives a member another role. */
  async function changeRole(ctx: Context<OneParams, Filled<typeof roleForm>>): Promise<void> {
    const { role } = ctx.state.form;
    await members.setRole(deedOf(ctx), role);
    done(ctx, `The role was changed. They are ${ROLE_WORDS[role].article} now.`);
  }

  /** Removes a member. */
  async function removeMember(ctx: OneContext): Promise<void> {
    await members.remove(deedOf(ctx));
    done(ctx, 'The member was removed. Open invitation links have ended, so that nobody comes back by one.');
  }

  /** Has the gallery's storage count for another owner. */
  async function passStorage(ctx: OneContext): Promise<void> {
    await members.passStorage(deedOf(ctx));
    done(ctx, 'The gallery’s storage counts for another owner now.');
  }

  /** Has the user leave the gallery, whether they are a member or in it by a group. */
  async function leaveGallery(ctx: Context): Promise<void> {
    const { id, name } = galleryOf(ctx);
    await members.leave(id, getUserId(ctx));
    addNotices(ctx, [{ kind: 'success', text: `You have left “${name}”.` }], null);
    seeOtherFromRoot(ctx, '/galleries');
  }

  /** Gives a group of the sign-in provider's a role. */
  async function giveGroup(ctx: Context<object, Filled<typeof groupForm>>): Promise<void> {
    const { form } = ctx.state;
    await members.setGroup({ galleryId: galleryOf(ctx).id, byUser: getUserId(ctx) }, form);
    done(ctx, `Everybody in the group “${form.name}” is ${ROLE_WORDS[form.role].article} now.`);
  }

  /** Takes the role of a group. */
  async function removeGroup(ctx: Context<object, Filled<typeof groupRemovalForm>>): Promise<void> {
    const { name } = ctx.state.form;
    await members.removeGroup({ galleryId: galleryOf(ctx).id, byUser: getUserId(ctx) }, name);
    done(ctx, `The group “${name}” has no role anymore.`);
  }

  const [readRole, readGroup, readGroupRemoval] = [form(roleForm), form(groupForm), form(groupRemovalForm)];
  router.get('/', ensureLoggedIn, showMembers);
  router.post('/actions/role/:id', ensureOwner, showFaultIn('members', showMembers), readRole, changeRole);
  router.post('/actions/remove/:id', ensureOwner, showFaultIn('members', showMembers), removeMember);
  router.post('/actions/storage/:id', ensureOwner, showFaultIn('members', showMembers), passStorage);
  router.post('/actions/leave', ensureLoggedIn, showFaultIn('members', showMembers), leaveGallery);
  router.post('/actions/group', ensureOwner, showFaultIn('group', showMembers), readGroup, giveGroup);
  router.post('/actions/remove-group', ensureOwner, showFaultIn('group', showMembers), readGroupRemoval, removeGroup);
  app.use(router.routes()).use(router.allowedMethods());
}

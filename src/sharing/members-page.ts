import { galleryOf, getUserId } from '../auth/guards';
import { nameForOthers } from '../gallery/gallery-names';
import type { Context } from '../web/context';
import { presentGroups, presentInvitation, presentInviting, presentMembers } from './present-sharing';
import { explainedRoles } from './roles';
import type { SharingNeeds } from './services';

/**
 * Makes a handler that shows who is a member of the gallery. Other routes use it to show the page again with a fault, or with a link.
 * @returns a function that takes the link to show this once, or null
 */
export function membersPage({ members, invitations, config }: SharingNeeds) {
  return async function showMembersWith(ctx: Context, link: string | null): Promise<void> {
    const gallery = galleryOf(ctx);
    const userId = getUserId(ctx);
    const found = presentMembers(await members.list(gallery.id), gallery, userId);
    const isYours = gallery.personalOf === userId;
    const isOwner = ctx.state.role === 'owner';
    const standing = isOwner ? await invitations.list(gallery.id) : [];
    const you = found.find(({ isYou }) => isYou);
    ctx.render('members', {
      title: 'Members',
      gallery: gallery.name,
      isPersonal: gallery.personalOf !== null,
      nameForOthers: isYours ? nameForOthers(gallery, ctx.state.user?.displayName ?? '') : gallery.name,
      you: you ?? null,
      members: found,
      groups: presentGroups(await members.groups(gallery.id)),
      hasProvider: config.provider !== undefined,
      takesAnyName: !config.provider && !config.ownAccounts,
      roles: explainedRoles(),
      madeLink: link,
      invitations: standing.map(presentInvitation),
      inviting: { ...presentInviting(), byName: config.ownAccounts },
    });
  };
}

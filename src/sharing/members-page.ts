import { galleryOf, getUserId } from '../auth/guards';
import { nameForOthers } from '../gallery/gallery-names';
import type { Context } from '../web/context';
import { offsetOf, pagesAround, queryOf } from '../web/fields';
import { presentByGroup, presentGroups, presentInvitation, presentInviting, presentMembers } from './present-sharing';
import { explainedRoles } from './roles';
import type { SharingNeeds } from './services';
import { membersQuery } from './sharing-schema';

/** People who are in by a group, on one page. */
const PAGE_SIZE = 50;

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
    const { page } = queryOf(ctx, membersQuery);
    const byGroup = await members.byGroup(gallery.id, { limit: PAGE_SIZE + 1, offset: offsetOf(page, PAGE_SIZE) });
    const you = found.find(({ isYou }) => isYou);
    ctx.render('members', {
      title: 'Members',
      gallery: gallery.name,
      isPersonal: gallery.personalOf !== null,
      nameForOthers: isYours ? nameForOthers(gallery, ctx.state.user?.displayName ?? '') : gallery.name,
      you: you ?? null,
      members: found,
      byGroup: presentByGroup(byGroup.slice(0, PAGE_SIZE), userId),
      ...pagesAround(page, byGroup.length > PAGE_SIZE, (number) => `/members?page=${number}`),
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

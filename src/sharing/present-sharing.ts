import type { z } from 'zod';
import type { AccessPage } from '../gallery/access-list';
import type { Gallery } from '../gallery/galleries';
import type { LeftGallery } from '../gallery/leaving';
import type { MemberGroup } from '../gallery/member-groups';
import type { Member } from '../gallery/members';
import { isAtLeast, ROLES, type Role } from '../gallery/memberships';
import type { PersonByGroup } from '../gallery/people-by-group';
import { DAY_MS } from '../units';
import { pagesAround } from '../web/fields';
import { formatDate } from '../web/pages/dates';
import { placeOf } from '../web/pages/switcher';
import type { StandingInvitation } from './invitation-rows';
import { ROLE_WORDS, roleChoices } from './roles';
import { DAYS, type galleriesQuery } from './sharing-schema';

/** Galleries that somebody has left, on one page. */
export const LEFT_SIZE = 50;

const dayOf = (moment: number) => new Date(moment).toISOString().slice(0, 10);

/** Which galleries their page shows. */
type GalleriesQuery = z.output<typeof galleriesQuery>;

/** The address of the page of galleries, without parameters that have their default value. */
function galleriesUrl({ search, page, left }: GalleriesQuery): string {
  const query = new URLSearchParams();
  if (search) query.set('q', search);
  if (page > 1) query.set('page', String(page));
  if (left > 1) query.set('left', String(left));
  return query.size > 0 ? `/galleries?${query}` : '/galleries';
}

/** Prepares a page of a user's galleries, and of those that they have left. @param left with one more than the page shows where more follow */
export const presentGalleries = (
  { accesses, more }: AccessPage,
  left: readonly LeftGallery[],
  query: GalleriesQuery,
  userId: number,
) => ({
  galleries: accesses.map(({ gallery, role }) => ({
    name: gallery.name,
    place: placeOf(gallery, userId),
    role: ROLE_WORDS[role].label,
    isPersonal: gallery.personalOf === userId,
  })),
  search: query.search,
  isNarrowed: query.search !== '' || query.page > 1,
  ...pagesAround(query.page, more, (page) => galleriesUrl({ ...query, page })),
  left: left.slice(0, LEFT_SIZE),
  leftPages: pagesAround(query.left, left.length > LEFT_SIZE, (number) => galleriesUrl({ ...query, left: number })),
});

/** Prepares members for their page. @param userId who looks at it */
export const presentMembers = (members: readonly Member[], { ownerId, personalOf }: Gallery, userId: number) =>
  members.map((member) => ({
    id: member.userId,
    name: member.displayName,
    role: ROLE_WORDS[member.role].label,
    choices: roleChoices(member.role),
    since: formatDate(member.joinedAt),
    isYou: member.userId === userId,
    hasStorage: member.userId === ownerId,
    mayHaveStorage: member.role === 'owner' && member.userId !== ownerId && personalOf === null,
    stays: member.userId === personalOf,
    isSuspended: member.isSuspended,
    isOnlyOwner: member.role === 'owner' && !members.some((other) => other !== member && isActingOwner(other)),
  }));

// As who must stay when an owner leaves (gallery/members.ts).
const isActingOwner = ({ role, isSuspended }: Member) => role === 'owner' && !isSuspended;

/** Prepares the people who are in a gallery by a group for the members' page. @param userId who looks at it */
export const presentByGroup = (people: readonly PersonByGroup[], userId: number) =>
  people.map(({ userId: id, displayName, role, group, isSuspended }) => ({
    ...{ name: displayName, role: ROLE_WORDS[role].label, group, isSuspended },
    isYou: id === userId,
  }));

/** Prepares groups for the members' page. */
export const presentGroups = (groups: readonly MemberGroup[]) =>
  groups.map(({ name, role }) => ({ name, role: ROLE_WORDS[role].label }));

/** Prepares an invitation for pages. */
export const presentInvitation = ({ handle, email, name, role, inviter, expiresAt, ...rest }: StandingInvitation) => ({
  ...{
    handle,
    invitee: email ?? name,
    inviter,
    gallery: rest.galleryName,
    uses: rest.uses,
    isSingleUse: rest.isSingleUse === 1,
  },
  role: ROLE_WORDS[role].label,
  as: ROLE_WORDS[role].article,
  // It ends with this day.
  until: formatDate(expiresAt - DAY_MS),
  sees: seenBy(role),
});

/** What somebody with a role sees and may do, one sentence for each role up to theirs. */
const seenBy = (role: Role) =>
  ROLES.filter((each) => isAtLeast(role, each)).map((each) => ({
    label: ROLE_WORDS[each].label,
    may: ROLE_WORDS[each].may,
  }));

/** Prepares the forms that invite. */
export const presentInviting = () => ({
  choices: roleChoices('viewer'),
  firstDay: dayOf(Date.now()),
  lastDay: dayOf(Date.now() + DAYS.most * DAY_MS),
  usualEnd: dayOf(Date.now() + DAYS.usual * DAY_MS),
});

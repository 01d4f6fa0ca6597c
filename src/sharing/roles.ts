import { ROLES, type Role } from '../gallery/memberships';

/** What each role is called, and what it means, in plain words. */
export const ROLE_WORDS: Readonly<Record<Role, { label: string; article: string; may: string }>> = {
  viewer: {
    label: 'Viewer',
    article: 'a viewer',
    may: 'Sees the people with their photos, and can recognize them in photos. Results are seen by who made them alone, unless they share one.',
  },
  editor: {
    label: 'Editor',
    article: 'an editor',
    may: 'Can do that, and add, correct, rename, and merge people, and import photos.',
  },
  owner: {
    label: 'Owner',
    article: 'an owner',
    may: 'Can do everything: delete people and the whole gallery, export it, change its settings, see who did what, and decide who is a member.',
  },
};

/** The roles to choose from, the weakest first. @param chosen the one that is chosen at first */
export const roleChoices = (chosen: Role) =>
  ROLES.map((role) => ({ role, label: ROLE_WORDS[role].label, isChosen: role === chosen }));

/** All roles with what they mean, for pages that explain them. */
export const explainedRoles = () => ROLES.map((role) => ({ role, ...ROLE_WORDS[role] }));

import { z } from 'zod';
import { readEmail } from '../auth/email-claims';
import { groupNameInvalid, invitationEndInvalid, inviteeInvalid, roleInvalid } from '../errors';
import { ROLES, type Role } from '../gallery/memberships';
import { readName } from '../gallery/person-name';
import { DAY_MS } from '../units';
import { pageNumber, searchText, text } from '../web/fields';

/** The longest that an invitation stands, and how long it does unless another day is chosen. */
export const DAYS = { most: 365, usual: 7 } as const;
/** As long as the names are that are taken from a provider (auth/group-claims.ts). */
const MAX_GROUP_LENGTH = 256;

const DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * The end of a day as a date field sends it, in UTC.
 * @returns milliseconds since 1970
 * @throws invitationEndInvalid for what is no day, has passed, or is more than a year ahead
 */
function endOf(typed = ''): number {
  const begin = DAY.test(typed) ? Date.parse(typed) : Number.NaN;
  // `Date.parse` takes February 30 for March 2.
  if (Number.isNaN(begin) || new Date(begin).toISOString().slice(0, 10) !== typed) throw invitationEndInvalid();
  const end = begin + DAY_MS;
  const left = end - Date.now();
  if (left <= 0 || left > (DAYS.most + 1) * DAY_MS) throw invitationEndInvalid();
  return end;
}

function readRole(typed: string | undefined): Role {
  const role = ROLES.find((each) => each === typed);
  if (!role) throw roleInvalid();
  return role;
}

function readGroup(typed = ''): string {
  const name = typed.trim();
  if (name === '' || name.length > MAX_GROUP_LENGTH || /\p{Cc}/u.test(name)) throw groupNameInvalid(MAX_GROUP_LENGTH);
  return name;
}

function readInvitee(typed = ''): string {
  const email = readEmail(typed.trim());
  if (email === undefined) throw inviteeInvalid();
  return email;
}

const role = text.transform(readRole);
const end = text.transform(endOf);

/** The query of the page of galleries: which of them, and the page of those that were left. */
export const galleriesQuery = z
  .object({ q: searchText, page: pageNumber, left: pageNumber })
  .transform(({ q, page, left }) => ({ search: q, page, left }));

/** The query of the page of members: the page of those who are in by a group. */
export const membersQuery = z.object({ page: pageNumber });

/** The form that makes or renames a gallery, and the one that deletes it once its name is typed. @throws nameMissing, nameTooLong, nameInvalid */
export const galleryForm = z.object({ name: text.transform(readName) });

/** The form that gives a member a role. @throws roleInvalid */
export const roleForm = z.object({ role });

/** The form that gives a group a role. @throws groupNameInvalid, roleInvalid */
export const groupForm = z.object({ name: text.transform(readGroup), role });

/** The form that takes the role of a group. */
export const groupRemovalForm = z.object({ name: text.transform((name = '') => name) });

/** The form that makes a link. @throws roleInvalid, invitationEndInvalid */
export const linkForm = z.object({ role, end, uses: text }).transform((form) => ({
  role: form.role,
  expiresAt: form.end,
  isSingleUse: form.uses !== 'many',
  email: null,
  name: null,
}));

/** The form that invites somebody by their e-mail address. @throws inviteeInvalid, roleInvalid, invitationEndInvalid */
export const personForm = z
  .object({ email: text.transform(readInvitee), role, end })
  .transform((form) => ({ role: form.role, expiresAt: form.end, isSingleUse: true, email: form.email, name: null }));

/** The form that invites somebody by the name to sign in with. @throws what `readName` throws, roleInvalid, invitationEndInvalid */
export const namedForm = z
  .object({ name: text.transform(readName), role, end })
  .transform((form) => ({ role: form.role, expiresAt: form.end, isSingleUse: true, email: null, name: form.name }));

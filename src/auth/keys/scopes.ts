import { scopesMissing } from '../../errors';
import type { Role } from '../../gallery/memberships';

/** What a key may do, by scope: a sentence for the page that makes keys, and for the API's description. */
export const SCOPES = {
  'people:read': 'See the people of the gallery and their names',
  'people:write': 'Add, rename, merge, and delete people',
  'photos:read': 'See people’s photos',
  'photos:write': 'Add, move, and delete people’s photos',
  'recognitions:read': 'See who was recognized in kept photos',
  'recognitions:write': 'Recognize people in photos, compare faces, and keep or delete results',
  'verdicts:write': 'Say who a recognized face is, and who it isn’t',
  'drafts:read': 'See the photos to review',
  'drafts:write': 'Answer or discard the photos to review',
  'imports:read': 'See imports',
  'imports:write': 'Import zips of photos',
  'events:read': 'Count events',
  'events:write': 'Record events',
  'audit:read': 'See who did what in the gallery',
  'webhooks:read': 'See webhooks and their deliveries',
  'webhooks:write': 'Send what happens in the gallery to other servers',
  'account:read': 'Export the gallery, with the results that you see',
  'account:delete': 'Delete your account, with your results and every gallery that has no other member',
} as const;

export type Scope = keyof typeof SCOPES;

const VIEWING: readonly Scope[] = [
  'people:read',
  'photos:read',
  'recognitions:read',
  'recognitions:write',
  'events:read',
];
const EDITING: readonly Scope[] = [
  ...VIEWING,
  ...(['people:write', 'photos:write', 'verdicts:write', 'events:write'] as const),
  ...(['drafts:read', 'drafts:write', 'imports:read', 'imports:write'] as const),
];

export const ALL_SCOPES = Object.keys(SCOPES) as [Scope, ...Scope[]];

/** What the keys of somebody with a role may do at most. */
export const scopesOf = (role: Role): readonly Scope[] =>
  ({ viewer: VIEWING, editor: EDITING, owner: ALL_SCOPES })[role];

/** Those of some scopes that the keys of somebody with a role may have. @throws scopesMissing when none is left */
export function allowedIn(scopes: readonly Scope[], role: Role): Scope[] {
  const allowed = scopes.filter((each) => scopesOf(role).includes(each));
  if (allowed.length === 0) throw scopesMissing();
  return allowed;
}

export const isScope = (text: string): text is Scope => Object.hasOwn(SCOPES, text);

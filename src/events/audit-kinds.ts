/** The kinds of a gallery's audit entries, by the beginning of their types, with the words for people. */
export const AUDIT_KINDS = {
  person: 'People',
  merge: 'Undone merges',
  photo: 'Photos',
  cover: 'Covers',
  face: 'Faces of results',
  recognition: 'Results',
  draft: 'Photos to review',
  import: 'Imports',
  export: 'Exports',
  gallery: 'The gallery’s name',
  member: 'Members',
  group: 'Groups',
  invitation: 'Invitations',
  settings: 'Settings',
  'sign-in': 'Sign-ins',
  'sign-out': 'Sign-outs',
  key: 'API keys',
  webhook: 'Webhooks',
  session: 'Ended sessions',
  account: 'Passwords and passkeys',
} as const;

/** The same in the audit of all galleries, which has what was done to users and accounts, too. */
export const ALL_KINDS = {
  ...AUDIT_KINDS,
  account: 'Passwords, passkeys, and accounts',
  user: 'Users, by administrators',
} as const;

export type AuditKind = keyof typeof AUDIT_KINDS;

export const isAuditKind = (text: string): text is AuditKind => Object.hasOwn(AUDIT_KINDS, text);

export const ALL_AUDIT_KINDS = Object.keys(AUDIT_KINDS) as [AuditKind, ...AuditKind[]];

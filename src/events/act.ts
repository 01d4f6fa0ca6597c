/** Somebody to whom an administrator does something, by their user id. */
interface OfUser {
  user: number;
}

/** An account of the app's own, by its id. */
interface OfAccount {
  account: number;
}

/** What is done to users and accounts, mostly by administrators. It belongs to no gallery. */
export type Act =
  | ({ type: 'user.suspended' } & OfUser)
  | ({ type: 'user.resumed' } & OfUser)
  | ({ type: 'user.signed-out' } & OfUser)
  | ({ type: 'user.limited'; megabytes: number | null } & OfUser)
  | ({ type: 'user.deleted' } & OfUser)
  | { type: 'account.invited' }
  | { type: 'account.link-revoked' }
  | ({ type: 'account.set-up' } & OfAccount)
  | ({ type: 'account.made' } & OfAccount)
  | ({ type: 'account.reset-allowed' } & OfAccount)
  | ({ type: 'account.deleted' } & OfAccount)
  | ({ type: 'account.admin-given' } & OfAccount)
  | ({ type: 'account.admin-taken' } & OfAccount);

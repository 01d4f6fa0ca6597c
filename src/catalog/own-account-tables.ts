import type { Generated } from 'kysely';

/** An account of one's own: for apps without another provider. Its row in `users` has the same subject, once it has signed in. */
export interface OwnAccountTable {
  id: Generated<number>;
  /** A random id under which the app's own provider knows the account. */
  subject: string;
  /** The name that is typed to sign in, as it was typed first. */
  name: string;
  /** The key that all spellings of the name share. */
  nameKey: string;
  displayName: string;
  /** With its parameters and its salt (auth/own-accounts/passwords.ts). */
  passwordHash: string;
  /** 1 for somebody who may administer the app. */
  isAdmin: number;
  createdAt: number;
}

/** A public key with which somebody signs in. */
export interface PasskeyTable {
  id: Generated<number>;
  /** A random id for the address of the form that removes it. */
  handle: string;
  accountId: number;
  /** As the device gave it, in base64url. */
  credentialId: string;
  publicKey: Uint8Array;
  /** How often the device says that it was used; a copy of it would fall behind. */
  counter: number;
  name: string;
  createdAt: number;
  lastUsedAt: number | null;
}

/** The link with which the first administrator makes an account. Each process makes one as it starts. */
export interface SetUpLinkTable {
  id: Generated<number>;
  /** SHA-256 of what stands in the link. */
  tokenHash: string;
}

/** What the app's own OpenID provider keeps while somebody signs in. */
export interface SignInEntryTable {
  /** Later ones have higher numbers. */
  number: Generated<number>;
  /** As oidc-provider names it: `Interaction`, `AuthorizationCode` … */
  kind: string;
  id: string;
  uid: string | null;
  grantId: string | null;
  /** JSON. */
  payload: string;
  expiresAt: number;
}

/** A link that makes an account, or that sets a new password. It counts once: its row goes with its use. */
export interface AccountLinkTable {
  id: Generated<number>;
  handle: string;
  /** SHA-256 of what stands in the link. */
  tokenHash: string;
  /** Whose password it sets; null when it makes an account. */
  accountId: number | null;
  /** Who it is for, as whoever made it wrote. */
  note: string;
  /** 1 when it makes an administrator. */
  isAdmin: number;
  createdAt: number;
  expiresAt: number;
}

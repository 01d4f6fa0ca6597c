import type { Generated } from 'kysely';
import type { Role } from './gallery-tables';

/** An invitation to a gallery: by a link, to an e-mail address that the provider has verified, or to the name of an account of the app's own. */
export interface InvitationTable {
  id: Generated<number>;
  /** A random id for the addresses of the forms that revoke, accept or decline it. */
  handle: string;
  galleryId: number;
  /** The owner who invites. */
  madeBy: number;
  /** SHA-256 of what stands in the link, so that a copy of the catalog lets nobody in; null for an invitation to somebody. */
  tokenHash: string | null;
  /** Whom it invites, by their e-mail address in lower case; null for others. */
  email: string | null;
  /** Whom it invites, by the name to sign in with, as it was typed; null for others. */
  name: string | null;
  /** The account that had this name when the invitation was made; null when there was none, or it is gone: then nobody gets the invitation. */
  accountId: number | null;
  role: Role;
  /** 1 when it ends with its first use. */
  isSingleUse: number;
  /** How often it was used. */
  uses: Generated<number>;
  createdAt: number;
  expiresAt: number;
  /** When it was revoked, declined, or used for the last time; null while it stands. */
  endedAt: Generated<number | null>;
}

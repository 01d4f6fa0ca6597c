import type { Kysely, Selectable, Transaction } from 'kysely';
import { isInvited } from '../auth/invited';
import type { InvitationTable } from '../catalog/sharing-tables';
import type { Tables } from '../catalog/tables';
import { invitationNotFound } from '../errors';
import { isAtLeast, roleIn } from '../gallery/memberships';

/** An invitation that stands, with what it is to. */
export interface StandingInvitation extends Omit<Selectable<InvitationTable>, 'tokenHash'> {
  galleryHandle: string;
  galleryName: string;
  /** The name of the owner who invites. */
  inviter: string;
}

const COLUMNS = [
  ...(['id', 'handle', 'galleryId', 'madeBy', 'email', 'name', 'accountId', 'role', 'isSingleUse', 'uses'] as const),
  ...(['createdAt', 'expiresAt', 'endedAt'] as const),
] as const;

/** Selects the invitations that haven't ended. */
export const standingInvitations = (catalog: Kysely<Tables>) =>
  catalog
    .selectFrom('invitations')
    .innerJoin('galleries', 'galleries.id', 'invitations.galleryId')
    .innerJoin('users', 'users.id', 'invitations.madeBy')
    .select(COLUMNS.map((column) => `invitations.${column}` as const))
    .select(['galleries.handle as galleryHandle', 'galleries.name as galleryName', 'users.displayName as inviter'])
    .where('galleries.deletedAt', 'is', null)
    .where('invitations.endedAt', 'is', null)
    .where('invitations.expiresAt', '>', Date.now());

/** Whether whoever made an invitation is an owner still: without that, it opens nothing. */
export async function isBacked(
  catalog: Kysely<Tables>,
  { galleryId, madeBy }: Pick<StandingInvitation, 'galleryId' | 'madeBy'>,
): Promise<boolean> {
  return isAtLeast(await roleIn(catalog, galleryId, madeBy), 'owner');
}

/** The invitation, if it is backed. @throws invitationNotFound */
export async function requireBacked(
  catalog: Kysely<Tables>,
  found: StandingInvitation | undefined,
): Promise<StandingInvitation> {
  if (!found || !(await isBacked(catalog, found))) throw invitationNotFound();
  return found;
}

/** Notes a use of an invitation, which ends it if it is for one use or for one person. */
export async function noteUse(
  trx: Transaction<Tables>,
  { id, uses, isSingleUse }: Pick<StandingInvitation, 'id' | 'uses' | 'isSingleUse'>,
): Promise<void> {
  const endedAt = isSingleUse ? Date.now() : null;
  await trx
    .updateTable('invitations')
    .set({ uses: uses + 1, endedAt })
    .where('id', '=', id)
    .execute();
}

/**
 * Ends all links to a gallery, what a member has made, and what invites them: whoever was removed must not come back by any of these.
 */
export async function endLinks(trx: Transaction<Tables>, galleryId: number, member: number): Promise<void> {
  await trx
    .updateTable('invitations')
    .set({ endedAt: Date.now() })
    .where('galleryId', '=', galleryId)
    .where('endedAt', 'is', null)
    .where((each) => each.or([each('tokenHash', 'is not', null), each('madeBy', '=', member), isInvited(member)]))
    .execute();
}

/** Ends all invitations to a gallery that a member has made, as they are no owner any more. */
export async function endInvitationsOf(trx: Transaction<Tables>, galleryId: number, madeBy: number): Promise<void> {
  await trx
    .updateTable('invitations')
    .set({ endedAt: Date.now() })
    .where('galleryId', '=', galleryId)
    .where('madeBy', '=', madeBy)
    .where('endedAt', 'is', null)
    .execute();
}

import { type Kysely, type Selectable, sql, type Transaction } from 'kysely';
import { isInvited, isMakerOwner } from '../auth/invited';
import type { InvitationTable } from '../catalog/sharing-tables';
import type { Tables } from '../catalog/tables';
import { invitationNotFound } from '../errors';
import { nameSeenByOthers } from '../gallery/gallery-names';
import { isAtLeast, ROLES, type Role, roleIn } from '../gallery/memberships';

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
    .select(['galleries.handle as galleryHandle', nameSeenByOthers.as('galleryName'), 'users.displayName as inviter'])
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

/** Ends the other invitations to a user that give no more than one to them that they accept. A link that they join by ends none: that would tell owners whose address it is. */
export async function endOthersTo(
  trx: Transaction<Tables>,
  userId: number,
  { id, galleryId, role }: Pick<StandingInvitation, 'id' | 'galleryId' | 'role'>,
): Promise<void> {
  await trx
    .updateTable('invitations')
    .set({ endedAt: Date.now() })
    .where('galleryId', '=', galleryId)
    .where('id', '<>', id)
    .where('endedAt', 'is', null)
    .where(
      'role',
      'in',
      ROLES.filter((each) => isAtLeast(role, each)),
    )
    .where(isInvited(userId))
    .execute();
}

/** From whom a role was taken: one member, or everybody who was in a group of the provider's at their last sign-in. */
export type Weakened = { userId: number } | { group: string };

/**
 * Ends what would give back to somebody what was just taken from them: the links to the gallery, as they may know any, and the invitations to them,
 * if their role is stronger than the one that is left; and what they have made, if they own the gallery no more.
 * @param left the role that is left; undefined for none
 */
export async function endStronger(
  trx: Transaction<Tables>,
  galleryId: number,
  whom: Weakened,
  left: Role | undefined,
): Promise<void> {
  await trx
    .updateTable('invitations')
    .set({ endedAt: Date.now() })
    .where('galleryId', '=', galleryId)
    .where('endedAt', 'is', null)
    .where(
      'role',
      'in',
      ROLES.filter((each) => !isAtLeast(left, each)),
    )
    .where((each) => each.or([each('tokenHash', 'is not', null), isToWeakened(whom)]))
    .execute();
  await endUnbacked(trx, galleryId);
}

// Groups come from a provider, and those whom it knows are invited by their e-mail address.
const isToWeakened = (whom: Weakened) =>
  'userId' in whom
    ? isInvited(whom.userId)
    : sql<boolean>`"email" in (select "users"."email" from "users"
        inner join "userGroups" on "userGroups"."userId" = "users"."id" where "userGroups"."groupName" = ${whom.group})`;

/** Ends the invitations to a gallery whose makers own it no more: they count no more, later either. */
export async function endUnbacked(trx: Transaction<Tables>, galleryId: number): Promise<void> {
  await trx
    .updateTable('invitations')
    .set({ endedAt: Date.now() })
    .where('galleryId', '=', galleryId)
    .where('endedAt', 'is', null)
    .where(({ not }) => not(isMakerOwner))
    .execute();
}

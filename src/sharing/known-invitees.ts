import type { Transaction } from 'kysely';
import { OWN_ISSUER } from '../auth/own-accounts/own-account';
import type { Tables } from '../catalog/tables';
import { inviteeIsMember, inviteeIsYou } from '../errors';
import { membersOf } from '../gallery/members';
import { isAtLeast, type Role } from '../gallery/memberships';
import { nameKey } from '../gallery/person-name';

/** Whom an invitation names, by their e-mail address in lower case or their sign-in name, and what it gives. */
export interface Invitee {
  email: string | null;
  name: string | null;
  role: Role;
}

/**
 * Refuses an invitation of oneself, and of a name that the page of members has with as strong a role. The names and addresses that members sign
 * in with aren't on that page: looking at them here would tell owners whose they are.
 * @throws inviteeIsYou, inviteeIsMember
 */
export async function refuseKnown(
  trx: Transaction<Tables>,
  galleryId: number,
  madeBy: number,
  { email, name, role }: Invitee,
): Promise<void> {
  const own = await waysIn(trx, madeBy);
  const key = name === null ? null : nameKey(name);
  if ((email !== null && email === own?.email) || (key !== null && key === own?.nameKey)) throw inviteeIsYou();
  if (key === null) return;
  const named = (await membersOf(trx, galleryId)).filter(
    (each) => each.userId !== madeBy && nameKey(each.displayName) === key,
  );
  if (named.length > 0 && named.every((each) => isAtLeast(each.role, role))) throw inviteeIsMember();
}

/** By what somebody can be invited. */
const waysIn = (trx: Transaction<Tables>, userId: number) =>
  trx
    .selectFrom('users')
    .leftJoin('ownAccounts', (join) =>
      join.onRef('ownAccounts.subject', '=', 'users.subject').on('users.issuer', '=', OWN_ISSUER),
    )
    .select(['users.email', 'ownAccounts.nameKey'])
    .where('users.id', '=', userId)
    .executeTakeFirst();

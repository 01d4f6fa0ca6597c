import type { Kysely, Transaction } from 'kysely';
import { givesMore, isByOwner, isInvited } from '../auth/invited';
import { hashOf } from '../auth/tokens';
import type { Catalog } from '../catalog/catalog';
import type { Tables } from '../catalog/tables';
import { invitationNotFound } from '../errors';
import { tell } from '../events/happenings';
import { lockGallery } from '../gallery/members';
import { giveRole, isAtLeast, roleIn } from '../gallery/memberships';
import { placeOf } from '../web/pages/switcher';
import {
  endOthersTo,
  isBacked,
  noteUse,
  requireBacked,
  type StandingInvitation,
  standingInvitations,
} from './invitation-rows';

/** Where somebody is once they have joined: what the addresses of the gallery's pages begin with, after the path of PUBLIC_URL. */
export interface Joined {
  place: string;
}

/** Takes people into galleries by invitations. An invitation whose maker is no owner any more is none. */
export class Joining {
  constructor(private readonly catalog: Catalog) {}

  /** Finds what a link invites a user to; or, if it was for one use and was used, where its gallery is, if they’re in it. @throws invitationNotFound */
  async look(token: string, userId: number): Promise<StandingInvitation | Joined> {
    const found = await byToken(this.catalog, token).executeTakeFirst();
    if (found && (await isBacked(this.catalog, found))) return found;
    return placeBehind(this.catalog, token, userId);
  }

  /** Takes a user into the gallery of a link, if they aren’t in it already. @returns where the gallery is @throws invitationNotFound */
  async joinBy(token: string, userId: number): Promise<Joined> {
    return this.catalog.transaction().execute(async (trx) => {
      const found = await byToken(trx, token).executeTakeFirst();
      return found && (await isBacked(trx, found)) ? join(trx, found, userId) : placeBehind(trx, token, userId);
    });
  }

  /** Lists the invitations to a user by their e-mail address or sign-in name that give them more than they have, the newest first. */
  pendingOf(userId: number): Promise<StandingInvitation[]> {
    return toUser(this.catalog, userId)
      .where(isByOwner)
      .where(givesMore(userId))
      .orderBy('invitations.id', 'desc')
      .execute();
  }

  /** Takes a user into the gallery of an invitation to them. @returns where the gallery is @throws invitationNotFound */
  async accept(handle: string, userId: number): Promise<Joined> {
    return this.catalog.transaction().execute(async (trx) => {
      return join(trx, await toUser(trx, userId).where('invitations.handle', '=', handle).executeTakeFirst(), userId);
    });
  }

  /** Ends an invitation to a user. @throws invitationNotFound */
  async decline(handle: string, userId: number): Promise<void> {
    await this.catalog.transaction().execute(async (trx) => {
      const found = await toUser(trx, userId)
        .where('invitations.handle', '=', handle)
        .executeTakeFirstOrThrow(invitationNotFound);
      await trx.updateTable('invitations').set({ endedAt: Date.now() }).where('id', '=', found.id).execute();
      await tell(trx, found.galleryId, { type: 'invitation.declined', invitation: handle });
    });
  }
}

const byToken = (catalog: Parameters<typeof standingInvitations>[0], token: string) =>
  standingInvitations(catalog).where('tokenHash', '=', hashOf(token));

/** Finds the gallery of a link for one use that was used, for somebody who is in that gallery: they learn nothing new. @throws invitationNotFound */
async function placeBehind(catalog: Kysely<Tables>, token: string, userId: number): Promise<Joined> {
  const gallery = await catalog
    .selectFrom('invitations')
    .innerJoin('galleries', 'galleries.id', 'invitations.galleryId')
    .select(['galleries.id', 'galleries.handle', 'personalOf'])
    .where('tokenHash', '=', hashOf(token))
    .where('isSingleUse', '=', 1)
    .where('uses', '>', 0)
    .executeTakeFirstOrThrow(invitationNotFound);
  if (!(await roleIn(catalog, gallery.id, userId))) throw invitationNotFound();
  return { place: placeOf(gallery, userId) };
}

/** Selects the invitations to a user by their e-mail address or sign-in name. */
const toUser = (catalog: Parameters<typeof standingInvitations>[0], userId: number) =>
  standingInvitations(catalog).where(isInvited(userId));

const isPersonal = ({ email, name }: StandingInvitation) => email !== null || name !== null;

/**
 * Takes a user in, unless they may do as much already: then a link isn't used. An invitation to them ends in any case, with the others to them
 * that would give no more.
 * @returns where the gallery is
 */
async function join(trx: Transaction<Tables>, found: StandingInvitation | undefined, userId: number): Promise<Joined> {
  const invitation = await requireBacked(trx, found);
  const { galleryId, role } = invitation;
  const joined = { place: placeOf(await lockGallery(trx, galleryId), userId) };
  if (isPersonal(invitation)) await endOthersTo(trx, userId, invitation);
  if (isAtLeast(await roleIn(trx, galleryId, userId), role)) {
    if (isPersonal(invitation)) await noteUse(trx, invitation);
    return joined;
  }
  await giveRole(trx, { galleryId, userId, role });
  await noteUse(trx, invitation);
  await tell(trx, galleryId, { type: 'member.joined', role });
  return joined;
}

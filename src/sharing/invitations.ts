import type { Kysely } from 'kysely';
import { hashOf, newToken } from '../auth/tokens';
import type { Catalog } from '../catalog/catalog';
import type { Tables } from '../catalog/tables';
import { surelyPast } from '../concurrency/schedule';
import { invitationNotFound, roleTooWeak, tooManyInvitations } from '../errors';
import { tell } from '../events/happenings';
import { lockGallery } from '../gallery/members';
import { isAtLeast, type Role, roleIn } from '../gallery/memberships';
import { nameKey } from '../gallery/person-name';
import { randomId } from '../storage/names';
import { type StandingInvitation, standingInvitations } from './invitation-rows';
import { refuseKnown } from './known-invitees';

/** Invitations to one gallery that stand. */
const MAX_STANDING = 100;

/** An invitation to be made. */
export interface NewInvitation {
  role: Role;
  /** Whom it invites, by their e-mail address in lower case; null for others. */
  email: string | null;
  /** Whom it invites, by the name to sign in with; null for others. */
  name: string | null;
  isSingleUse: boolean;
  /** Milliseconds since 1970. */
  expiresAt: number;
}

/** Selects the account of the app's own that somebody signs in to by a name; null when there is none. */
const accountNamed = (catalog: Kysely<Tables>, name: string | null) =>
  name === null ? null : catalog.selectFrom('ownAccounts').select('id').where('nameKey', '=', nameKey(name));

/**
 * Makes, lists and revokes the invitations to a gallery: links, of which the catalog has the SHA-256 alone, and those to somebody by their e-mail
 * address or sign-in name.
 */
export class Invitations {
  constructor(private readonly catalog: Catalog) {}

  /**
   * Makes an invitation. One by a name is for the account that has it now: a later one of that name may be anybody's.
   * @param madeBy an owner of the gallery
   * @returns what stands in the link, which can't be read again
   * @throws galleryNotFound, roleTooWeak, inviteeIsYou, inviteeIsMember, tooManyInvitations
   */
  async make(galleryId: number, madeBy: number, { isSingleUse, ...invitation }: NewInvitation): Promise<string> {
    const token = newToken();
    await this.catalog.transaction().execute(async (trx) => {
      await lockGallery(trx, galleryId);
      if (!isAtLeast(await roleIn(trx, galleryId, madeBy), 'owner')) throw roleTooWeak('owner');
      await refuseKnown(trx, galleryId, madeBy, invitation);
      const handle = randomId();
      const { email, name } = invitation;
      const tokenHash = email === null && name === null ? hashOf(token) : null;
      await trx
        .insertInto('invitations')
        .values({
          ...{ ...invitation, handle, galleryId, madeBy, tokenHash, accountId: accountNamed(trx, name) },
          ...{ isSingleUse: Number(isSingleUse), createdAt: Date.now() },
        })
        .execute();
      const standing = await standingInvitations(trx).where('galleryId', '=', galleryId).execute();
      if (standing.length > MAX_STANDING) throw tooManyInvitations(MAX_STANDING);
      await tell(trx, galleryId, { type: 'invitation.made', invitation: handle, role: invitation.role });
    });
    return token;
  }

  /** Lists the invitations to a gallery that stand, the newest first. */
  async list(galleryId: number): Promise<StandingInvitation[]> {
    return standingInvitations(this.catalog)
      .where('galleryId', '=', galleryId)
      .orderBy('invitations.id', 'desc')
      .execute();
  }

  /** Revokes an invitation to a gallery: from now on it opens nothing. @throws invitationNotFound */
  async revoke(galleryId: number, handle: string): Promise<void> {
    await this.catalog.transaction().execute(async (trx) => {
      const { numUpdatedRows } = await trx
        .updateTable('invitations')
        .set({ endedAt: Date.now() })
        .where('galleryId', '=', galleryId)
        .where('handle', '=', handle)
        .where('endedAt', 'is', null)
        .executeTakeFirstOrThrow();
      if (numUpdatedRows === 0n) throw invitationNotFound();
      await tell(trx, galleryId, { type: 'invitation.revoked', invitation: handle });
    });
  }

  /** Forgets invitations that have ended, as nobody can use or see them: used links for one use on their last day, as they lead their members to the gallery until then. @param past a timestamp that has surely passed */
  async tidy(past = surelyPast()): Promise<void> {
    await this.catalog
      .deleteFrom('invitations')
      .where((each) =>
        each.or([
          each('expiresAt', '<', past),
          each.and([
            each('endedAt', '<', past),
            each.or([each('tokenHash', 'is', null), each('isSingleUse', '=', 0), each('uses', '=', 0)]),
          ]),
        ]),
      )
      .execute();
  }
}

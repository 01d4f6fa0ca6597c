import type { Kysely, Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { tell } from '../events/happenings';
import { markDeleted } from './deleted-galleries';
import { GALLERY_COLUMNS, type Gallery } from './galleries';
import { nameForOthers, nameSeenBy } from './gallery-names';
import { giveRole, ROLES, type Role } from './memberships';

/** A member who stays in a gallery that somebody leaves. */
export interface Successor {
  userId: number;
  displayName: string;
  role: Role;
}

/** What becomes of a gallery when the account of a member is deleted. */
export interface Departure {
  gallery: Gallery;
  /** The member who would come next: of the strongest role, and among them who joined first; somebody suspended only if there is nobody else. Undefined when nobody else is a member: then the gallery goes. */
  successor: Successor | undefined;
  /** Whether the successor becomes an owner, or the one for whom its storage counts. */
  passesOn: boolean;
}

/**
 * Finds what becomes of each gallery of a user when their account is deleted. Whoever may open one by a group alone is no member who could own
 * it: the provider may change its groups at any time, and nobody has asked them.
 */
export async function departuresOf(catalog: Kysely<Tables>, userId: number): Promise<Departure[]> {
  const galleries = await catalog
    .selectFrom('galleries')
    .select(GALLERY_COLUMNS)
    .select(nameSeenBy(userId).as('seenName'))
    .where('deletedAt', 'is', null)
    .where((each) =>
      each.or([
        each('ownerId', '=', userId),
        each('id', 'in', each.selectFrom('memberships').select('galleryId').where('userId', '=', userId)),
      ]),
    )
    .orderBy('id')
    .execute();
  const departures: Departure[] = [];
  for (const { seenName, ...row } of galleries) {
    const gallery = { ...row, name: seenName };
    const successor = await successorIn(catalog, gallery.id, userId);
    const passesOn = gallery.ownerId === userId || successor?.role !== 'owner';
    departures.push({ gallery, successor, passesOn });
  }
  return departures;
}

async function successorIn(catalog: Kysely<Tables>, galleryId: number, userId: number): Promise<Successor | undefined> {
  const members = await catalog
    .selectFrom('memberships')
    .innerJoin('users', 'users.id', 'memberships.userId')
    .select(['memberships.userId', 'displayName', 'role', 'suspendedAt'])
    .where('galleryId', '=', galleryId)
    .where('memberships.userId', '<>', userId)
    .where('issuer', '<>', '') // whose account is being deleted has none
    .orderBy('joinedAt')
    .orderBy('memberships.userId')
    .execute();
  // Somebody suspended couldn't administer the gallery, but they may be let in again.
  const rankOf = ({ role, suspendedAt }: (typeof members)[number]) =>
    ROLES.indexOf(role) - (suspendedAt === null ? 0 : ROLES.length);
  const [first] = members.sort((one, other) => rankOf(other) - rankOf(one));
  return first && { userId: first.userId, displayName: first.displayName, role: first.role };
}

/** The name under which a gallery goes on without its member. */
export const nameAfter = (gallery: Gallery, user: { id: number; displayName: string }): string =>
  gallery.personalOf === user.id ? nameForOthers(gallery, user.displayName) : gallery.name;

/**
 * Has a user who is being deleted leave every gallery: it passes on to another member, or is marked as deleted when there is none.
 * @returns the galleries that are marked
 */
export async function leaveGalleries(
  trx: Transaction<Tables>,
  user: { id: number; displayName: string },
): Promise<Gallery[]> {
  const departures = await departuresOf(trx, user.id);
  const gone: Gallery[] = [];
  for (const { gallery, successor, passesOn } of departures) {
    if (!successor) gone.push(gallery);
    else {
      const { id } = gallery;
      if (passesOn) await passOn(trx, gallery, successor);
      if (gallery.personalOf === user.id)
        await trx
          .updateTable('galleries')
          .set({ personalOf: null, name: nameAfter(gallery, user) })
          .where('id', '=', id)
          .execute();
      await tell(trx, id, { type: 'member.account-deleted', member: user.id });
    }
  }
  await trx.deleteFrom('memberships').where('userId', '=', user.id).execute();
  await markDeleted(
    trx,
    gone.map(({ id }) => id),
  );
  return gone;
}

async function passOn(trx: Transaction<Tables>, { id, ownerId }: Gallery, { userId }: Successor): Promise<void> {
  await giveRole(trx, { galleryId: id, userId, role: 'owner' });
  await trx
    .updateTable('galleries')
    .set({ ownerId: userId })
    .where('id', '=', id)
    .where('ownerId', '=', ownerId)
    .execute();
  await tell(trx, id, { type: 'member.succeeded', member: userId });
}

import type { Transaction } from 'kysely';
import type { ApiKeys } from '../auth/keys/api-keys';
import type { Catalog } from '../catalog/catalog';
import type { Tables } from '../catalog/tables';
import { roleTooWeak } from '../errors';
import { type Happening, tell } from '../events/happenings';
import { type LeftGallery, leaveGallery, leftGalleries, returnToGallery } from '../gallery/leaving';
import { groupsOf, type MemberGroup, removeGroup, setGroup } from '../gallery/member-groups';
import { changeRole, endMembership, type Member, membersOf, passStorageOn } from '../gallery/members';
import { isAtLeast, type Role, roleIn } from '../gallery/memberships';
import { type PersonByGroup, peopleByGroup } from '../gallery/people-by-group';
import type { RecognitionRemoval } from '../recognition/recognition-removal';
import { endStronger, endUnbacked } from './invitation-rows';

interface Dependencies {
  catalog: Catalog;
  apiKeys: ApiKeys;
  recognitionRemoval: RecognitionRemoval;
}

/** Who does it, in which gallery, and to whom. */
export interface Deed {
  galleryId: number;
  /** The owner who does it. */
  byUser: number;
  /** The member to whom it is done. */
  userId: number;
}

/**
 * Changes who is a member of a gallery, and with which role. Whoever loses access loses at once what is theirs alone in it: their API keys, and
 * the results that they haven't shared.
 */
export class Members {
  constructor(private readonly deps: Dependencies) {}

  /** Lists the members of a gallery, owners first. */
  list(galleryId: number): Promise<Member[]> {
    return membersOf(this.deps.catalog, galleryId);
  }

  /** Lists the groups of the provider's that have a role in a gallery. */
  groups(galleryId: number): Promise<MemberGroup[]> {
    return groupsOf(this.deps.catalog, galleryId);
  }

  /** Lists the people to whom a group gives their role in a gallery, by name. */
  byGroup(galleryId: number, range: { limit: number; offset: number }): Promise<PersonByGroup[]> {
    return peopleByGroup(this.deps.catalog, galleryId, range);
  }

  /** Gives a member another role. If it is a weaker one, links and invitations that would give back the other end. @throws roleTooWeak, memberNotFound, lastOwner, personStaysOwner, galleryNotFound */
  async setRole({ galleryId, userId, byUser }: Deed, role: Role): Promise<void> {
    await this.change({ galleryId, byUser }, async (trx) => {
      const before = await changeRole(trx, { galleryId, userId, role });
      if (!isAtLeast(role, before)) await endStronger(trx, galleryId, { userId }, role);
      return { type: 'member.role-changed', member: userId, role };
    });
  }

  /** Removes a member. Links to the gallery end with it, so that they can't come back by one. @throws as `setRole` */
  async remove({ galleryId, userId, byUser }: Deed): Promise<void> {
    await this.change({ galleryId, byUser }, async (trx) => {
      await endMembership(trx, { galleryId, userId });
      await endStronger(trx, galleryId, { userId }, undefined);
      await this.deps.apiKeys.removeOfFormer(trx, galleryId);
      return { type: 'member.removed', member: userId };
    });
    await this.deps.recognitionRemoval.removeOfFormer({ id: galleryId });
  }

  /** Has a user leave, be they a member or in by a group. @throws memberNotFound, lastOwner, personStaysOwner, galleryNotFound */
  async leave(galleryId: number, userId: number): Promise<void> {
    await this.deps.catalog.transaction().execute(async (trx) => {
      await leaveGallery(trx, galleryId, userId);
      await endUnbacked(trx, galleryId);
      await this.deps.apiKeys.removeOfFormer(trx, galleryId);
      await tell(trx, galleryId, { type: 'member.left' });
    });
    await this.deps.recognitionRemoval.removeOfFormer({ id: galleryId });
  }

  /** Lists galleries that a user has left and may come back to by a group, by name. */
  left(userId: number, range: { limit: number; offset: number }): Promise<LeftGallery[]> {
    return leftGalleries(this.deps.catalog, userId, range);
  }

  /** Brings a user back into a gallery that they have left, by a group. @throws galleryNotFound */
  async comeBack(handle: string, userId: number): Promise<void> {
    await this.deps.catalog.transaction().execute(async (trx) => {
      const { galleryId, role } = await returnToGallery(trx, handle, userId);
      await tell(trx, galleryId, { type: 'member.joined', role });
    });
  }

  /** Has a gallery's storage count for another owner. @throws roleTooWeak, memberNotFound, personStaysOwner, galleryNotFound */
  async passStorage({ galleryId, userId, byUser }: Deed): Promise<void> {
    await this.change({ galleryId, byUser }, async (trx) => {
      await passStorageOn(trx, { galleryId, userId });
      return { type: 'member.storage-passed', member: userId };
    });
  }

  /** Gives a group of the provider's, in which whoever does it is, a role in a gallery. @throws roleTooWeak, groupNotYours, tooManyGroups, galleryNotFound */
  async setGroup({ galleryId, byUser }: Omit<Deed, 'userId'>, group: MemberGroup): Promise<void> {
    await this.change({ galleryId, byUser }, async (trx) => {
      const isWeaker = await setGroup(trx, galleryId, byUser, group);
      if (isWeaker) await endStronger(trx, galleryId, { group: group.name }, group.role);
      return { type: 'group.added', label: group.name, role: group.role };
    });
  }

  /** Takes the role of a group in a gallery. @throws roleTooWeak, groupNotFound, galleryNotFound */
  async removeGroup({ galleryId, byUser }: Omit<Deed, 'userId'>, name: string): Promise<void> {
    await this.change({ galleryId, byUser }, async (trx) => {
      await removeGroup(trx, galleryId, name);
      await endStronger(trx, galleryId, { group: name }, undefined);
      await this.deps.apiKeys.removeOfFormer(trx, galleryId);
      return { type: 'group.removed', label: name };
    });
    await this.deps.recognitionRemoval.removeOfFormer({ id: galleryId });
  }

  /** Changes something as an owner: whoever has lost that role a moment ago may not. */
  private async change(
    { galleryId, byUser }: Omit<Deed, 'userId'>,
    change: (trx: Transaction<Tables>) => Promise<Happening>,
  ): Promise<void> {
    await this.deps.catalog.transaction().execute(async (trx) => {
      if (!isAtLeast(await roleIn(trx, galleryId, byUser), 'owner')) throw roleTooWeak('owner');
      await tell(trx, galleryId, await change(trx));
    });
  }
}

import { type Kysely, sql } from 'kysely';
import type { Tables } from '../catalog/tables';
import { ROLES, type Role } from './memberships';

/** Somebody whom a group of the provider's gives a role in a gallery, or a stronger one than they were given. */
export interface PersonByGroup {
  userId: number;
  displayName: string;
  /** The strongest that their groups give. */
  role: Role;
  /** A group that gives it. */
  group: string;
  isSuspended: boolean;
}

const rankOf = (column: string) =>
  sql<number>`case ${sql.ref(column)} when 'owner' then 2 when 'editor' then 1 when 'viewer' then 0 else -1 end`;

/** Lists the people to whom a group gives their role in a gallery, by name. Who is in it with as strong a role of their own isn't among them. */
export async function peopleByGroup(
  catalog: Kysely<Tables>,
  galleryId: number,
  { limit, offset }: { limit: number; offset: number },
): Promise<PersonByGroup[]> {
  const rows = await catalog
    .selectFrom('groupRoles')
    .innerJoin('users', 'users.id', 'groupRoles.userId')
    .leftJoin('memberships', (join) =>
      join
        .onRef('memberships.galleryId', '=', 'groupRoles.galleryId')
        .onRef('memberships.userId', '=', 'groupRoles.userId'),
    )
    .where('groupRoles.galleryId', '=', galleryId)
    .where('issuer', '<>', '') // whose account is being deleted has none
    .where(sql<boolean>`${rankOf('groupRoles.role')} > ${rankOf('memberships.role')}`)
    .groupBy('groupRoles.userId')
    // The group is that of the highest rank: https://www.sqlite.org/lang_select.html#bareagg
    .select(['groupRoles.userId', 'displayName', 'groupRoles.groupName as group', 'suspendedAt'])
    .select(sql<number>`max(${rankOf('groupRoles.role')})`.as('rank'))
    .orderBy(sql`"displayName" collate nocase`)
    .orderBy('groupRoles.userId')
    .limit(limit)
    .offset(offset)
    .execute();
  return rows.map(({ rank, suspendedAt, ...person }) => ({
    ...person,
    role: ROLES[rank] ?? 'viewer',
    isSuspended: suspendedAt !== null,
  }));
}

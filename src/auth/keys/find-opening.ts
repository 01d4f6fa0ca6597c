import type { Selectable } from 'kysely';
import type { ApiKeyTable } from '../../catalog/api-tables';
import type { Catalog } from '../../catalog/catalog';
import type { Gallery } from '../../gallery/galleries';
import { nameSeenByKeyMaker } from '../../gallery/gallery-names';
import { type Role, strongestOf } from '../../gallery/memberships';
import { hasKeyMakerLeft } from '../../gallery/roles-in-queries';
import type { Known } from '../listed-people';

/** What a key opens. */
export interface Opening {
  row: Selectable<ApiKeyTable>;
  /** Of who made the key. */
  displayName: string;
  gallery: Gallery;
  /** The role of who made the key. */
  role: Role;
  /** What is known of who made it. */
  maker: Known & { issuer: string; suspendedAt: number | null };
}

export type FindOpening = (keyHash: string) => Promise<Opening | undefined>;

/** Makes the query for a key, its gallery and its maker's role there; a key whose maker has none opens nothing. Every request of a program asks it, so it is compiled once. */
export function findOpening(catalog: Catalog): FindOpening {
  const query = catalog
    .selectFrom('apiKeys')
    .innerJoin('users', 'users.id', 'apiKeys.userId')
    .innerJoin('galleries', 'galleries.id', 'apiKeys.galleryId')
    .leftJoin('memberships', (join) =>
      join.onRef('memberships.galleryId', '=', 'apiKeys.galleryId').onRef('memberships.userId', '=', 'apiKeys.userId'),
    )
    .leftJoin('userGroups', 'userGroups.userId', 'apiKeys.userId')
    .leftJoin('galleryGroups', (join) =>
      join
        .onRef('galleryGroups.galleryId', '=', 'apiKeys.galleryId')
        .onRef('galleryGroups.groupName', '=', 'userGroups.groupName')
        .on(({ not }) => not(hasKeyMakerLeft)),
    )
    .where('galleries.deletedAt', 'is', null)
    .selectAll('apiKeys')
    .select(['users.displayName', 'galleries.handle as galleryHandle', nameSeenByKeyMaker.as('galleryName')])
    .select(['users.issuer', 'users.email', 'users.suspendedAt', 'userGroups.groupName'])
    .select(['memberships.role as givenRole', 'galleryGroups.role as groupRole'])
    .select(['ownerId', 'personalOf', 'folder', 'strictness', 'retention', 'network'])
    .where('keyHash', '=', '')
    .compile();
  const of = (keyHash: string): typeof query => ({ ...query, parameters: [keyHash] });
  return async (keyHash) => {
    const { rows } = await catalog.executeQuery(of(keyHash));
    const [found] = rows;
    // A row for each group of the maker's.
    const role = strongestOf(rows.flatMap(({ givenRole, groupRole }) => [givenRole ?? [], groupRole ?? []].flat()));
    if (!found || !role) return undefined;
    const groups = rows.flatMap(({ groupName }) => groupName ?? []);
    const { displayName, issuer, email, suspendedAt, galleryHandle, galleryName, ...others } = found;
    const { givenRole: _, groupRole: __, groupName: ___, ...rest } = others;
    const { ownerId, personalOf, folder, strictness, retention, network, ...row } = rest;
    const names = { handle: galleryHandle, name: galleryName };
    return {
      row,
      displayName,
      role,
      maker: { issuer, email, groups, suspendedAt },
      gallery: { id: row.galleryId, ...names, ownerId, personalOf, folder, strictness, retention, network },
    };
  };
}

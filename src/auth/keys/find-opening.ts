import type { Selectable } from 'kysely';
import type { ApiKeyTable } from '../../catalog/api-tables';
import type { Catalog } from '../../catalog/catalog';
import type { Gallery } from '../../gallery/galleries';

/** What a key opens. */
export interface Opening {
  row: Selectable<ApiKeyTable>;
  /** Of who made the key. */
  displayName: string;
  gallery: Gallery;
}

export type FindOpening = (keyHash: string) => Promise<Opening | undefined>;

/** Makes the query for a key and its gallery, unless its account is deleted. Every request of a program asks it, so it is compiled once. */
export function findOpening(catalog: Catalog): FindOpening {
  const query = catalog
    .selectFrom('apiKeys')
    .innerJoin('users', 'users.id', 'apiKeys.userId')
    .innerJoin('galleries', 'galleries.id', 'apiKeys.galleryId')
    .where('galleries.deletedAt', 'is', null)
    .selectAll('apiKeys')
    .select(['users.displayName', 'galleries.handle as galleryHandle', 'galleries.name as galleryName'])
    .select(['ownerId', 'folder', 'strictness', 'retention', 'network'])
    .where('keyHash', '=', '')
    .compile();
  const of = (keyHash: string): typeof query => ({ ...query, parameters: [keyHash] });
  return async (keyHash) => {
    const { rows } = await catalog.executeQuery(of(keyHash));
    const [found] = rows;
    if (!found) return undefined;
    const { displayName, galleryHandle, galleryName, ownerId, folder, strictness, retention, network, ...row } = found;
    const names = { handle: galleryHandle, name: galleryName };
    return {
      row,
      displayName,
      gallery: { id: row.galleryId, ...names, ownerId, folder, strictness, retention, network },
    };
  };
}

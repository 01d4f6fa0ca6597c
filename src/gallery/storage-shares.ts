import type { Catalog } from '../catalog/catalog';
import { currentActor } from '../events/actor';
import type { Share } from '../storage/storage-quota';

/**
 * Makes the query for the folders of all galleries that the owner of one owns, and the limit that an administrator has set for them. Every upload
 * asks it, so it is compiled once.
 */
export function storageShares(catalog: Catalog): (folder: string) => Promise<Share> {
  const query = catalog
    .selectFrom('galleries as one')
    .innerJoin('galleries', 'galleries.ownerId', 'one.ownerId')
    .innerJoin('users', 'users.id', 'one.ownerId')
    .where('galleries.deletedAt', 'is', null)
    .where('one.folder', '=', '')
    .select(['galleries.folder', 'users.id', 'users.storageMegabytes'])
    .compile();
  const of = (folder: string): typeof query => ({ ...query, parameters: [folder] });
  return async (folder) => {
    const { rows } = await catalog.executeQuery(of(folder));
    // It is missing once the gallery is being deleted.
    const folders = new Set([folder, ...rows.map((row) => row.folder)]);
    const [owner] = rows;
    const { userId } = currentActor();
    const isOthers = owner !== undefined && userId !== null && userId !== owner.id;
    return { folders: [...folders], megabytes: owner?.storageMegabytes ?? null, isOthers };
  };
}

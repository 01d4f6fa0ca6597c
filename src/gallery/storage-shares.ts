import type { Catalog } from '../catalog/catalog';
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
    .select(['galleries.folder', 'users.storageMegabytes'])
    .compile();
  const of = (folder: string): typeof query => ({ ...query, parameters: [folder] });
  return async (folder) => {
    const { rows } = await catalog.executeQuery(of(folder));
    // It is missing once the gallery is being deleted.
    const folders = new Set([folder, ...rows.map((row) => row.folder)]);
    return { folders: [...folders], megabytes: rows[0]?.storageMegabytes ?? null };
  };
}

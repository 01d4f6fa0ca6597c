import type { Catalog } from './catalog';

/** The name of the folder that holds a user's photos. @throws when there is no such user */
export async function folderOf(catalog: Catalog, userId: number): Promise<string> {
  const { folder } = await catalog.selectFrom('users').select('folder').where('id', '=', userId).executeTakeFirstOrThrow();
  return folder;
}

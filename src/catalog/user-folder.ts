import { accountDeleted } from '../errors';
import type { Catalog } from './catalog';

/** The name of the folder that holds a user's photos. @throws accountDeleted when there is no such user any more */
export async function folderOf(catalog: Catalog, userId: number): Promise<string> {
  const { folder } = await catalog
    .selectFrom('users')
    .select('folder')
    .where('id', '=', userId)
    .executeTakeFirstOrThrow(accountDeleted);
  return folder;
}

import type { Kysely } from 'kysely';
import type { Tables } from '../catalog/tables';
import type { Viewer } from './viewer';

/** Whether others may open a gallery, too: members, or whoever is in a group that has a role. */
export async function hasOthers(catalog: Kysely<Tables>, { gallery, userId }: Viewer): Promise<boolean> {
  const members = catalog
    .selectFrom('memberships')
    .select('galleryId')
    .where('galleryId', '=', gallery.id)
    .where('userId', '<>', userId);
  const groups = catalog.selectFrom('galleryGroups').select('galleryId').where('galleryId', '=', gallery.id);
  return (await members.unionAll(groups).limit(1).executeTakeFirst()) !== undefined;
}

import type { Kysely } from 'kysely';
import type { Tables } from '../catalog/tables';

/** Whether anything was said of a gallery's faces: verdicts, or that they are to be ignored. Only then a photo's picture hash matters. */
export async function hasSaid(catalog: Kysely<Tables>, galleryId: number): Promise<boolean> {
  for (const table of ['verdicts', 'ignoredFaces'] as const) {
    const found = await catalog
      .selectFrom(table)
      .select('galleryId')
      .where('galleryId', '=', galleryId)
      .limit(1)
      .executeTakeFirst();
    if (found) return true;
  }
  return false;
}

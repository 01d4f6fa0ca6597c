import { type Kysely, sql } from 'kysely';
import { readInTurns } from './read-in-turns';
import type { Tables } from './tables';

/**
 * Reads the ids of the rows of a person or a gallery, the first ones first, and gives others their turn in between.
 * @param owner the column that names whose they are
 */
export async function idsOf(
  catalog: Kysely<Tables>,
  table: 'photos' | 'verdicts' | 'people',
  owner: 'personId' | 'galleryId',
  ownerId: number,
): Promise<number[]> {
  const rows = await readInTurns((after: { id: number } | undefined, limit) =>
    catalog
      .selectFrom(table)
      .select('id')
      .where(sql.ref<number>(owner), '=', ownerId)
      .where('id', '>', after?.id ?? 0)
      .orderBy('id')
      .limit(limit)
      .execute(),
  );
  return rows.map(({ id }) => id);
}

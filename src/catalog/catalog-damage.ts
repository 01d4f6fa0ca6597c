import { sql } from 'kysely';
import type { Catalog } from './catalog';

/**
 * Looks for damage in a catalog: pages, indexes, and rows that refer to others that are gone. It reads all of it, which takes a second per some 100 MB.
 * @returns what is wrong first, in SQLite's words; undefined when nothing is
 * @throws SQLite's errors
 */
export async function damageIn(catalog: Catalog): Promise<string | undefined> {
  const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check(1)`.execute(catalog);
  const said = rows[0]?.integrity_check;
  if (said !== 'ok') return said ?? 'no answer';
  const loose = await sql<{ table: string; parent: string }>`pragma foreign_key_check`.execute(catalog);
  const [first] = loose.rows;
  return first && `a row of ${first.table} refers to one of ${first.parent} that is gone`;
}

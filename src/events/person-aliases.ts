import { type Kysely, sql, type Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';

// What was counted of a person who was merged into another one counts for that one. The counters stay as they are, so that undoing the merge
// brings everything back. Aliases lead from one merge to the next, as merges are undone one by one.

/** Longer chains of merges aren't followed. */
const MAX_STEPS = 100;

type Pair = { handle: string; meant: string };

/** Lets what was counted of a merged person count for the one who was kept. @param handle whose it was */
export async function addAlias(trx: Transaction<Tables>, galleryId: number, { handle, meant }: Pair): Promise<void> {
  await trx
    .insertInto('personAliases')
    .values({ galleryId, handle, meant })
    .onConflict((conflict) => conflict.columns(['galleryId', 'handle']).doUpdateSet({ meant }))
    .execute();
}

/** Takes back what `addAlias` did. */
export async function removeAliases(
  trx: Transaction<Tables>,
  galleryId: number,
  handles: readonly string[],
): Promise<void> {
  await trx.deleteFrom('personAliases').where('galleryId', '=', galleryId).where('handle', 'in', handles).execute();
}

/** Reads whom each merged person's handle means by now. */
export async function aliasesOf(catalog: Kysely<Tables>, galleryId: number): Promise<ReadonlyMap<string, string>> {
  const rows = await catalog
    .selectFrom('personAliases')
    .select(['handle', 'meant'])
    .where('galleryId', '=', galleryId)
    .execute();
  const direct = new Map(rows.map(({ handle, meant }) => [handle, meant]));
  const aliases = new Map<string, string>();
  for (const { handle, meant } of rows) {
    let last = meant;
    // A person isn't merged into somebody who was merged into them: they are gone.
    for (
      let next = direct.get(last), steps = 0;
      next !== undefined && steps < MAX_STEPS;
      next = direct.get(last), steps += 1
    )
      last = next;
    aliases.set(handle, last);
  }
  return aliases;
}

/** Finds all handles under which a person was counted: their own, and those of everybody who was merged into them. */
export async function handlesOf(catalog: Kysely<Tables>, galleryId: number, handle: string): Promise<string[]> {
  const merged = await sql<{ handle: string }>`
    with recursive found(handle) as (
      select ${handle}
      union select "personAliases".handle from "personAliases", found
        where "galleryId" = ${galleryId} and meant = found.handle)
    select handle from found`.execute(catalog);
  return merged.rows.map((each) => each.handle);
}

import { type Kysely, sql } from 'kysely';

/** The stores of the files that rows of these tables have. */
const STORES = { photos: 'uploads', drafts: 'drafts', recognitions: 'recognitions' };

/**
 * Notes, in the transaction that deletes a row, that its file is to be removed, while `notedStores` has a row. A trigger misses no deletion: many
 * go with the row of a person.
 */
export async function addRemovals(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('removals')
    .addColumn('store', 'text', (column) => column.notNull())
    .addColumn('path', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('removalsKey', ['store', 'path'])
    .execute();
  await db.schema
    .createTable('notedStores')
    .addColumn('store', 'text', (column) => column.primaryKey())
    .execute();
  for (const [table, store] of Object.entries(STORES))
    await sql`create trigger ${sql.id(`${table}Removals`)} after delete on ${sql.table(table)}
      when exists (select 1 from "notedStores" where store = ${sql.lit(store)})
      begin insert or ignore into removals values (${sql.lit(store)}, old.path); end`.execute(db);
}

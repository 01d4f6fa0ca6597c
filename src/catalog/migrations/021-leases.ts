import type { Kysely } from 'kysely';

/** What one process at a time works on, when several share the catalog, and when each of the housekeeping's tasks was last done. */
export async function addLeases(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('leases')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('owner', 'text', (column) => column.notNull())
    .addColumn('epoch', 'integer', (column) => column.notNull())
    .addColumn('until', 'integer', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('housekeeping')
    .addColumn('task', 'text', (column) => column.primaryKey())
    .addColumn('doneAt', 'integer', (column) => column.notNull())
    .execute();
}

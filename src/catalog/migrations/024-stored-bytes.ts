import type { Kysely } from 'kysely';

/** What lies in the folders of galleries, where several processes write there. */
export async function addStoredBytes(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('storedBytes')
    .addColumn('folder', 'text', (column) => column.primaryKey())
    .addColumn('bytes', 'integer', (column) => column.notNull())
    .execute();
}

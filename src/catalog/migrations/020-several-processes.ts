import type { Kysely } from 'kysely';

/** What one process has begun and another may go on with: sign-ins at the app's own provider, the first link, and requests that are done once. */
export async function addSharedState(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('signInEntries')
    .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('uid', 'text')
    .addColumn('grantId', 'text')
    .addColumn('payload', 'text', (column) => column.notNull())
    .addColumn('expiresAt', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('signInEntriesById').on('signInEntries').columns(['kind', 'id']).unique().execute();
  for (const column of ['uid', 'grantId'])
    await db.schema
      .createIndex(`signInEntriesBy${column[0]?.toUpperCase()}${column.slice(1)}`)
      .on('signInEntries')
      .columns(['kind', column])
      .execute();
  await db.schema.createIndex('signInEntriesByEnd').on('signInEntries').column('expiresAt').execute();
  await db.schema
    .createTable('setUpLinks')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('tokenHash', 'text', (column) => column.notNull().unique())
    .execute();
  await db.schema
    .alterTable('idempotentRequests')
    .addColumn('runningUntil', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}

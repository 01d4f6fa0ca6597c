import type { Kysely } from 'kysely';

/** Invitations to galleries. */
export async function addInvitations(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('invitations')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('handle', 'text', (column) => column.notNull().unique())
    .addColumn('galleryId', 'integer', (column) => column.notNull().references('galleries.id').onDelete('cascade'))
    .addColumn('madeBy', 'integer', (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('tokenHash', 'text', (column) => column.unique())
    .addColumn('email', 'text')
    .addColumn('name', 'text')
    .addColumn('accountId', 'integer', (column) => column.references('ownAccounts.id').onDelete('set null'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('isSingleUse', 'integer', (column) => column.notNull())
    .addColumn('uses', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('createdAt', 'integer', (column) => column.notNull())
    .addColumn('expiresAt', 'integer', (column) => column.notNull())
    .addColumn('endedAt', 'integer')
    .execute();
  for (const column of ['galleryId', 'madeBy', 'email', 'accountId'])
    await db.schema
      .createIndex(`invitationsBy${column[0]?.toUpperCase()}${column.slice(1)}`)
      .on('invitations')
      .column(column)
      .execute();
}

import type { Kysely } from 'kysely';

/** Accounts of one's own, with their passkeys and the links that make them or set a new password. */
export async function addOwnAccounts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('ownAccounts')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('subject', 'text', (column) => column.notNull().unique())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('nameKey', 'text', (column) => column.notNull().unique())
    .addColumn('displayName', 'text', (column) => column.notNull())
    .addColumn('passwordHash', 'text', (column) => column.notNull())
    .addColumn('isAdmin', 'integer', (column) => column.notNull())
    .addColumn('createdAt', 'integer', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('passkeys')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('handle', 'text', (column) => column.notNull().unique())
    .addColumn('accountId', 'integer', (column) => column.notNull().references('ownAccounts.id').onDelete('cascade'))
    .addColumn('credentialId', 'text', (column) => column.notNull().unique())
    .addColumn('publicKey', 'blob', (column) => column.notNull())
    .addColumn('counter', 'integer', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'integer', (column) => column.notNull())
    .addColumn('lastUsedAt', 'integer')
    .execute();
  await db.schema.createIndex('passkeysByAccount').on('passkeys').column('accountId').execute();
  await db.schema
    .createTable('accountLinks')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('handle', 'text', (column) => column.notNull().unique())
    .addColumn('tokenHash', 'text', (column) => column.notNull().unique())
    .addColumn('accountId', 'integer', (column) => column.references('ownAccounts.id').onDelete('cascade'))
    .addColumn('note', 'text', (column) => column.notNull())
    .addColumn('isAdmin', 'integer', (column) => column.notNull())
    .addColumn('createdAt', 'integer', (column) => column.notNull())
    .addColumn('expiresAt', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('accountLinksByAccount').on('accountLinks').column('accountId').execute();
}

import { type Kysely, sql } from 'kysely';

/** Keys with which programs use a gallery, and the answers to their requests that must not be done twice. */
export async function addApiKeys(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('apiKeys')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('handle', 'text', (column) => column.notNull().unique())
    .addColumn('keyHash', 'text', (column) => column.notNull().unique())
    .addColumn('galleryId', 'integer', (column) => column.notNull().references('galleries.id').onDelete('cascade'))
    .addColumn('userId', 'integer', (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'integer', (column) => column.notNull())
    .addColumn('expiresAt', 'integer')
    .addColumn('revokedAt', 'integer')
    .addColumn('lastUsedAt', 'integer')
    .execute();
  await db.schema.createIndex('apiKeysByGallery').on('apiKeys').column('galleryId').execute();
  await db.schema.createIndex('apiKeysByUser').on('apiKeys').column('userId').execute();

  await db.schema
    .createTable('idempotentRequests')
    .addColumn('apiKeyId', 'integer', (column) => column.notNull().references('apiKeys.id').onDelete('cascade'))
    .addColumn('idempotencyKey', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'integer', (column) => column.notNull())
    .addColumn('answer', 'text')
    .addPrimaryKeyConstraint('idempotentRequestsKey', ['apiKeyId', 'idempotencyKey'])
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema.createIndex('idempotentRequestsByAge').on('idempotentRequests').column('createdAt').execute();
}

import type { Kysely } from 'kysely';

/** Webhooks, what waits to be sent to them, and how it was delivered. */
export async function addWebhooks(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('outbox')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('galleryId', 'integer', (column) => column.notNull().references('galleries.id').onDelete('cascade'))
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('outboxByGallery').on('outbox').column('galleryId').execute();

  await db.schema
    .createTable('webhooks')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('handle', 'text', (column) => column.notNull().unique())
    .addColumn('galleryId', 'integer', (column) => column.notNull().references('galleries.id').onDelete('cascade'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('types', 'text', (column) => column.notNull())
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('previousSecret', 'text')
    .addColumn('previousUntil', 'integer')
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('failingSince', 'integer')
    .addColumn('createdAt', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('webhooksByGallery').on('webhooks').column('galleryId').execute();

  await db.schema
    .createTable('webhookDeliveries')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('handle', 'text', (column) => column.notNull().unique())
    .addColumn('webhookId', 'integer', (column) => column.notNull().references('webhooks.id').onDelete('cascade'))
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('data', 'text', (column) => column.notNull())
    .addColumn('happenedAt', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('nextAt', 'integer')
    .addColumn('isAsked', 'integer', (column) => column.notNull())
    .addColumn('createdAt', 'integer', (column) => column.notNull())
    .execute();
  // What is due is looked for webhook by webhook, so that a long line of one hides nobody else's.
  await db.schema
    .createIndex('webhookDeliveriesByTime')
    .on('webhookDeliveries')
    .columns(['webhookId', 'state', 'nextAt'])
    .execute();
  await db.schema.createIndex('webhookDeliveriesByAge').on('webhookDeliveries').column('createdAt').execute();

  await db.schema
    .createTable('webhookAttempts')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('deliveryId', 'integer', (column) =>
      column.notNull().references('webhookDeliveries.id').onDelete('cascade'),
    )
    .addColumn('startedAt', 'integer', (column) => column.notNull())
    .addColumn('milliseconds', 'integer', (column) => column.notNull())
    .addColumn('status', 'integer')
    .addColumn('failure', 'text')
    .addColumn('answer', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('webhookAttemptsByDelivery').on('webhookAttempts').column('deliveryId').execute();
}

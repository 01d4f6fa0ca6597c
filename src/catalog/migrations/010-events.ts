import { type Kysely, sql } from 'kysely';

/** Events and their counters, and the audit: who did what. */
export async function addEvents(db: Kysely<unknown>): Promise<void> {
  await addEventRows(db);
  await addAudit(db);
}

async function addEventRows(db: Kysely<unknown>): Promise<void> {
  const tableOfGallery = (name: string) =>
    db.schema
      .createTable(name)
      .addColumn('galleryId', 'integer', (column) => column.notNull().references('galleries.id').onDelete('cascade'));
  await tableOfGallery('events')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('collection', 'text', (column) => column.notNull())
    .addColumn('createdAt', 'integer', (column) => column.notNull())
    .addColumn('attributes', 'text', (column) => column.notNull())
    .addColumn('subject', 'text')
    .execute();
  await db.schema.createIndex('eventsByGallery').on('events').columns(['galleryId', 'id']).execute();
  await sql`create index "eventsBySubject" on events ("galleryId", subject) where subject is not null`.execute(db);

  await tableOfGallery('eventCounters')
    .addColumn('collection', 'text', (column) => column.notNull())
    .addColumn('attribute', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('period', 'text', (column) => column.notNull())
    .addColumn('startsAt', 'integer', (column) => column.notNull())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('eventCountersKey', [
      ...(['galleryId', 'collection', 'attribute', 'value', 'period', 'startsAt'] as const),
    ] as never)
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createIndex('eventCountersByTime')
    .on('eventCounters')
    .columns(['galleryId', 'period', 'startsAt'])
    .execute();

  await db.schema
    .createTable('eventSpace')
    .addColumn('galleryId', 'integer', (column) => column.primaryKey().references('galleries.id').onDelete('cascade'))
    .addColumn('events', 'integer', (column) => column.notNull())
    .addColumn('bytes', 'integer', (column) => column.notNull())
    .addColumn('counters', 'integer', (column) => column.notNull())
    .addColumn('totals', 'integer', (column) => column.notNull())
    .execute();

  await tableOfGallery('personAliases')
    .addColumn('handle', 'text', (column) => column.notNull())
    .addColumn('meant', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('personAliasesKey', ['galleryId', 'handle'] as never)
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema.createIndex('personAliasesByMeant').on('personAliases').columns(['galleryId', 'meant']).execute();
}

async function addAudit(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('auditEntries')
    .addColumn('id', 'integer', (column) => column.primaryKey().autoIncrement())
    .addColumn('galleryId', 'integer', (column) => column.notNull().references('galleries.id').onDelete('cascade'))
    .addColumn('createdAt', 'integer', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('userId', 'integer')
    .addColumn('keyHandle', 'text')
    .addColumn('keyName', 'text')
    .addColumn('address', 'text')
    .addColumn('details', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('auditEntriesByGallery').on('auditEntries').columns(['galleryId', 'id']).execute();
  await db.schema.createIndex('auditEntriesByType').on('auditEntries').columns(['galleryId', 'type', 'id']).execute();
  await sql`create trigger "auditEntriesStay" before update on "auditEntries"
    begin select raise(abort, 'an audit entry never changes'); end`.execute(db);
  // Nothing can be taken out of the middle. With its account, all of it goes.
  await sql`create trigger "auditEntriesGoFromTheOldest" before delete on "auditEntries"
    when exists (select 1 from "auditEntries" where "galleryId" = old."galleryId" and id < old.id)
      and exists (select 1 from galleries where id = old."galleryId" and "deletedAt" is null)
    begin select raise(abort, 'audit entries go from the oldest on'); end`.execute(db);
}

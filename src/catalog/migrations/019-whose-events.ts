import { type Kysely, sql } from 'kysely';

/**
 * Who was recognized is told to who recognized them alone: webhooks have their maker, and the counters of results and sightings are each
 * member's own. So far, each gallery had its owner alone.
 */
export async function addWhoseEvents(db: Kysely<unknown>): Promise<void> {
  for (const table of ['webhooks', 'outbox'])
    await db.schema
      .alterTable(table)
      .addColumn('userId', 'integer', (added) =>
        added.references('users.id').onDelete(table === 'outbox' ? 'cascade' : 'set null'),
      )
      .execute();
  await db.schema.createIndex('webhooksByUser').on('webhooks').column('userId').execute();
  await db.schema.createIndex('outboxByUser').on('outbox').column('userId').execute();
  const owner = (table: string) =>
    sql`(select "ownerId" from galleries where galleries.id = ${sql.ref(`${table}.galleryId`)})`;
  await sql`update webhooks set "userId" = ${owner('webhooks')}`.execute(db);
  await sql`update outbox set "userId" = ${owner('outbox')} where type in ('recognition.completed', 'person.seen')`.execute(
    db,
  );
  for (const table of ['events', 'eventCounters'])
    await sql`update ${sql.table(table)} set collection = collection || ':' || ${owner(table)}
      where collection in ('recognitions', 'sightings')`.execute(db);
}

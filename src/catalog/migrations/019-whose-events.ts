import { type Kysely, sql } from 'kysely';

/**
 * Who was recognized is told to who recognized them alone: webhooks have their maker, and the counters of results and sightings are each
 * member's own. So far, each gallery had its owner alone: of the rows so far, of which there may be hundreds of thousands, that is said once.
 */
export async function addWhoseEvents(db: Kysely<unknown>): Promise<void> {
  for (const [table, column] of [
    ['webhooks', 'userId'],
    ['outbox', 'userId'],
    ['eventSpace', 'firstUserId'],
  ] as const) {
    await db.schema
      .alterTable(table)
      .addColumn(column, 'integer', (added) =>
        added.references('users.id').onDelete(table === 'outbox' ? 'cascade' : 'set null'),
      )
      .execute();
    await db.schema.createIndex(`${table}ByUser`).on(table).column(column).execute();
  }
  const owner = (table: string) =>
    sql`(select "ownerId" from galleries where galleries.id = ${sql.ref(`${table}.galleryId`)})`;
  await sql`update webhooks set "userId" = ${owner('webhooks')}`.execute(db);
  await sql`update outbox set "userId" = ${owner('outbox')} where type in ('recognition.completed', 'person.seen')`.execute(
    db,
  );
  await sql`update "eventSpace" set "firstUserId" = ${owner('eventSpace')}`.execute(db);
}

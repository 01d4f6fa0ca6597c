import { type Kysely, sql } from 'kysely';

/**
 * An import waits for the user, who may correct the names and the encoding of the zip's names. Unfinished imports begin anew: they are planned
 * by another rule now, and results are stored by a file's position in the plan. What they have added is known by its content.
 */
export async function addImportPreviews(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('imports').addColumn('encoding', 'text').execute();
  await db.schema.alterTable('imports').addColumn('choices', 'text').execute();
  const count = (name: string) =>
    db.schema
      .alterTable('imports')
      .addColumn(name, 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  await count('passedOver');
  await count('leftOut');
  await sql`delete from "importResults" where "importId" in (select id from imports where state <> 'done')`.execute(db);
}

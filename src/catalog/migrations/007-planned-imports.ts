import { type Kysely, sql } from 'kysely';

/**
 * An import's plan is kept in a file beside its zip, and the people that are found in the zip in a table. Unfinished imports begin anew, as
 * results are stored by a file's position in the plan, and photos that are left out have one now; what they have added is known by its content.
 * Faces, verdicts and ignored faces are looked up by their descriptors, and results counted by their outcomes.
 */
export async function addPlannedImports(db: Kysely<unknown>): Promise<void> {
  const count = (name: string) =>
    db.schema
      .alterTable('imports')
      .addColumn(name, 'integer', (column) => column.notNull().defaultTo(0))
      .execute();
  await db.schema.alterTable('imports').addColumn('plan', 'text').execute();
  await db.schema.alterTable('imports').addColumn('unnamed', 'text').execute();
  for (const name of ['said', 'attempts', 'rowBytes']) await count(name);
  await db.schema
    .createTable('importPeople')
    .addColumn('importId', 'text', (column) => column.notNull().references('imports.id').onDelete('cascade'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('found', 'text', (column) => column.notNull())
    .addColumn('isGuess', 'integer', (column) => column.notNull())
    .addColumn('photos', 'integer', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('isAdded', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('importPeopleKey', ['importId', 'position'])
    .execute();
  await sql`create index "verdictsByDescriptor" on verdicts ("personId", descriptor)`.execute(db);
  await sql`create index "ignoredFacesByDescriptor" on "ignoredFaces" ("galleryId", descriptor)`.execute(db);
  await sql`create index "importResultsByOutcome" on "importResults" ("importId", outcome, position)`.execute(db);
  await sql`create index "facesByDescriptor" on faces (descriptor)`.execute(db);
  await sql`delete from "importResults" where "importId" in (select id from imports where state <> 'done')`.execute(db);
}

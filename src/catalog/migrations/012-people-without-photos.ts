import { type Kysely, sql } from 'kysely';

/** Marks people who were added without a photo: they stay when they have none. All others go with their last photo. */
export async function addPeopleWithoutPhotos(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('people')
    .addColumn('stays', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createIndex('lastingPeople')
    .on('people')
    .column('galleryId')
    .where(sql.ref('stays'), '=', 1)
    .execute();
}

import { type Kysely, sql } from 'kysely';

/** Adds what users said of faces that are none, and of people they don't want to be asked about. */
export async function addIgnoredFaces(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('ignoredFaces')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('galleryId', 'integer', (column) => column.notNull().references('galleries.id').onDelete('cascade'))
    .addColumn('isFace', 'integer', (column) => column.notNull())
    .addColumn('pictureHash', 'text')
    .addColumn('left', 'real', (column) => column.notNull())
    .addColumn('top', 'real', (column) => column.notNull())
    .addColumn('width', 'real', (column) => column.notNull())
    .addColumn('height', 'real', (column) => column.notNull())
    .addColumn('descriptor', 'blob', (column) => column.notNull())
    .addColumn('recognitionId', 'text', (column) => column.references('recognitions.id').onDelete('set null'))
    .addColumn('faceNumber', 'integer')
    .addColumn('createdAt', 'bigint', (column) => column.notNull())
    .execute();
  await sql`create index "ignoredFacesByGallery" on "ignoredFaces" ("galleryId")`.execute(db);
  await sql`create index "ignoredFacesByRecognition" on "ignoredFaces" ("recognitionId")`.execute(db);
}

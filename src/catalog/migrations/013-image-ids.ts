import { type Kysely, sql } from 'kysely';

/** A random UUID of version 4 (https://www.rfc-editor.org/rfc/rfc9562#section-5.4). */
const UUID = sql`lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-' ||
  substr('89ab', 1 + (random() & 3), 1) || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))`;

/** Gives each photo a UUID, by which programs that were written for CompreFace know it. */
export async function addImageIds(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('photos')
    .addColumn('imageId', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
  await sql`update photos set "imageId" = ${UUID}`.execute(db);
  // Not of all photos: somebody else may import an export, too.
  await db.schema.createIndex('photosByImageId').unique().on('photos').columns(['galleryId', 'imageId']).execute();
}

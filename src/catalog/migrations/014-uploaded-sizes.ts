import type { Kysely } from 'kysely';

/** Adds the size of the photo that a result was made of, as programs want faces' boxes in its pixels. What there is so far doesn't know it. */
export async function addUploadedSizes(db: Kysely<unknown>): Promise<void> {
  for (const column of ['uploadedWidth', 'uploadedHeight', 'quarters'])
    await db.schema.alterTable('recognitions').addColumn(column, 'integer').execute();
}

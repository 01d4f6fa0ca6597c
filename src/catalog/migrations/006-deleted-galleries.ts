import type { Kysely } from 'kysely';

/** Marks galleries whose account was deleted. Their rows go little by little, so that nobody else has to wait. */
export async function addDeletedGalleries(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('galleries').addColumn('deletedAt', 'bigint').execute();
}

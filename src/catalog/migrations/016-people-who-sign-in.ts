import type { Kysely } from 'kysely';

/** Adds what an administrator decides of users, and by which they are known: until the next sign-in nothing is known of anybody. */
export async function addPeopleWhoSignIn(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('users').addColumn('email', 'text').execute();
  for (const column of ['lastVisitAt', 'suspendedAt', 'storageMegabytes'])
    await db.schema.alterTable('users').addColumn(column, 'integer').execute();
  await db.schema.createIndex('usersByEmail').on('users').column('email').execute();
}

import type { Kysely } from 'kysely';

/** How much has been guessed: wrong passwords, sign-ins, and addresses that don't exist, counted for all processes together. */
export async function addGuesses(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('guesses')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('points', 'integer', (column) => column.notNull())
    .addColumn('endsAt', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('guessesByEnd').on('guesses').column('endsAt').execute();
}

import { type Kysely, sql } from 'kysely';

/** Adds what an administrator decides of users, and by which they are known: until the next sign-in nothing is known of anybody. */
export async function addPeopleWhoSignIn(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('users').addColumn('email', 'text').execute();
  for (const column of ['lastVisitAt', 'suspendedAt', 'storageMegabytes'])
    await db.schema.alterTable('users').addColumn(column, 'integer').execute();
  await db.schema.createIndex('usersByEmail').on('users').column('email').execute();
  await addActs(db);
}

/**
 * Adds what is done to users and accounts. It belongs to no gallery, and each audit entry to one: letting those have none would copy them all, 2.6 s and
 * 130 MB for a million, and this takes a millisecond.
 */
async function addActs(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('acts')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('createdAt', 'integer', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('userId', 'integer')
    .addColumn('address', 'text')
    .addColumn('details', 'text', (column) => column.notNull())
    .execute();
  await sql`create trigger "actsStay" before update on acts
    begin select raise(abort, 'an act never changes'); end`.execute(db);
  await sql`create trigger "actsGoFromTheOldest" before delete on acts
    when exists (select 1 from acts where id < old.id)
    begin select raise(abort, 'acts go from the oldest on'); end`.execute(db);
  // They take their ids from the sequence of the audit's entries (events/act-rows.ts), which has no row before the first entry.
  await sql`insert into sqlite_sequence (name, seq) select 'auditEntries', 0
    where not exists (select 1 from sqlite_sequence where name = 'auditEntries')`.execute(db);
}

import { type Kysely, sql } from 'kysely';

/**
 * Galleries that several people share. So far each gallery has been one user's own: it becomes their personal one, and they its owner; what it
 * has was recognized and added by them.
 */
export async function addMemberships(db: Kysely<unknown>): Promise<void> {
  const user = (table: string, column: string) =>
    db.schema
      .alterTable(table)
      .addColumn(column, 'integer', (added) => added.references('users.id').onDelete('set null'))
      .execute();
  await user('galleries', 'personalOf');
  await db.schema.createIndex('personalGalleries').unique().on('galleries').column('personalOf').execute();
  await db.schema
    .createTable('memberships')
    .addColumn('galleryId', 'integer', (column) => column.notNull().references('galleries.id').onDelete('cascade'))
    .addColumn('userId', 'integer', (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('joinedAt', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('membershipsKey', ['galleryId', 'userId'])
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema.createIndex('membershipsByUser').on('memberships').column('userId').execute();
  await db.schema
    .createTable('userGroups')
    .addColumn('userId', 'integer', (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addColumn('groupName', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('userGroupsKey', ['userId', 'groupName'])
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema
    .createTable('galleryGroups')
    .addColumn('galleryId', 'integer', (column) => column.notNull().references('galleries.id').onDelete('cascade'))
    .addColumn('groupName', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('galleryGroupsKey', ['galleryId', 'groupName'])
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema.createIndex('galleryGroupsByName').on('galleryGroups').column('groupName').execute();
  await db.schema
    .createTable('leftGalleries')
    .addColumn('galleryId', 'integer', (column) => column.notNull().references('galleries.id').onDelete('cascade'))
    .addColumn('userId', 'integer', (column) => column.notNull().references('users.id').onDelete('cascade'))
    .addPrimaryKeyConstraint('leftGalleriesKey', ['galleryId', 'userId'])
    .modifyEnd(sql`without rowid`)
    .execute();
  await db.schema.createIndex('leftGalleriesByUser').on('leftGalleries').column('userId').execute();
  await sql`create view "groupRoles" as
    select "galleryGroups"."galleryId", "userGroups"."userId", "galleryGroups"."groupName", "galleryGroups"."role"
    from "userGroups" inner join "galleryGroups" on "galleryGroups"."groupName" = "userGroups"."groupName"
    where not exists (select 1 from "leftGalleries" where "leftGalleries"."galleryId" = "galleryGroups"."galleryId"
      and "leftGalleries"."userId" = "userGroups"."userId")`.execute(db);

  await user('recognitions', 'userId');
  await db.schema
    .alterTable('recognitions')
    .addColumn('shared', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  for (const table of ['photos', 'drafts', 'imports']) await user(table, 'addedBy');
  await db.schema.createIndex('recognitionsByUser').on('recognitions').column('userId').execute();
  // Whoever deletes a user sets the column to null in these.
  for (const table of ['photos', 'drafts', 'imports'])
    await db.schema.createIndex(`${table}ByAdder`).on(table).column('addedBy').execute();

  // The first gallery that somebody owns is their personal one: nobody could make others.
  await sql`update galleries set "personalOf" = "ownerId"
    where "deletedAt" is null and id = (select min(each.id) from galleries each where each."ownerId" = galleries."ownerId")`.execute(
    db,
  );
  await sql`insert into memberships ("galleryId", "userId", role, "joinedAt")
    select id, "ownerId", 'owner', "createdAt" from galleries where "deletedAt" is null`.execute(db);
  const owner = (table: string) =>
    sql`(select "ownerId" from galleries where galleries.id = ${sql.ref(`${table}.galleryId`)})`;
  await sql`update recognitions set "userId" = ${owner('recognitions')}`.execute(db);
  // Each member may restore the same result for themselves.
  await sql`update recognitions set "originId" = "userId" || ':' || "originId" where "originId" is not null`.execute(
    db,
  );
  for (const table of ['photos', 'drafts', 'imports'])
    await sql`update ${sql.table(table)} set "addedBy" = ${owner(table)}`.execute(db);
}

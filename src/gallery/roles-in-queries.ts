import { type RawBuilder, sql } from 'kysely';
import { ROLES } from './memberships';

/** How much the role in a row allows, as a number: its place among all roles. */
export const rankOf = (table: string): RawBuilder<number> =>
  sql<number>`case ${sql.ref(`${table}.role`)} ${sql.join(
    ROLES.map((role, rank) => sql`when ${sql.lit(role)} then ${sql.lit(rank)}`),
    sql` `,
  )} end`;

// Roles of users whom a row of another table names, as conditions within queries.

/** Whether who made a webhook still owns its gallery, within a query of webhooks. */
export const isMakerOwner = sql<boolean>`(
  exists (select 1 from "memberships" where "memberships"."galleryId" = "webhooks"."galleryId" and "memberships"."userId" = "webhooks"."userId"
    and "memberships"."role" = 'owner')
  or exists (select 1 from "groupRoles" where "groupRoles"."galleryId" = "webhooks"."galleryId" and "groupRoles"."userId" = "webhooks"."userId"
    and "groupRoles"."role" = 'owner'))`;

const isMember = (table: 'photos' | 'apiKeys' | 'recognitions', column: 'addedBy' | 'userId') => {
  const [gallery, user] = [sql.ref(`${table}.galleryId`), sql.ref(`${table}.${column}`)];
  return sql<boolean>`(
  exists (select 1 from "memberships" where "memberships"."galleryId" = ${gallery} and "memberships"."userId" = ${user})
  or exists (select 1 from "groupRoles" where "groupRoles"."galleryId" = ${gallery} and "groupRoles"."userId" = ${user}))`;
};

/** Whether who added a photo has a role in its gallery, within a query of photos. */
export const isAdderMember = isMember('photos', 'addedBy');

/** Whether who made a key has a role in its gallery, suspended or not, within a query of keys. */
export const isKeyMakerMember = isMember('apiKeys', 'userId');

/** Whether who made a key has left its gallery, so that no group of theirs counts there, within a query of keys. */
export const hasKeyMakerLeft = sql<boolean>`exists (select 1 from "leftGalleries"
  where "leftGalleries"."galleryId" = "apiKeys"."galleryId" and "leftGalleries"."userId" = "apiKeys"."userId")`;

/** Whether who recognized has a role in the gallery, suspended or not, within a query of recognitions. */
export const isRecognizerMember = isMember('recognitions', 'userId');

import { sql } from 'kysely';

// Roles of users whom a row of another table names, as conditions within queries.

/** Whether who made a webhook still owns its gallery, within a query of webhooks. */
export const isMakerOwner = sql<boolean>`(
  exists (select 1 from "memberships" where "memberships"."galleryId" = "webhooks"."galleryId" and "memberships"."userId" = "webhooks"."userId"
    and "memberships"."role" = 'owner')
  or exists (select 1 from "userGroups" inner join "galleryGroups" on "galleryGroups"."groupName" = "userGroups"."groupName"
    where "galleryGroups"."galleryId" = "webhooks"."galleryId" and "userGroups"."userId" = "webhooks"."userId" and "galleryGroups"."role" = 'owner'))`;

const isMember = (table: 'photos' | 'apiKeys' | 'recognitions', column: 'addedBy' | 'userId') => {
  const [gallery, user] = [sql.ref(`${table}.galleryId`), sql.ref(`${table}.${column}`)];
  return sql<boolean>`(
  exists (select 1 from "memberships" where "memberships"."galleryId" = ${gallery} and "memberships"."userId" = ${user})
  or exists (select 1 from "userGroups" inner join "galleryGroups" on "galleryGroups"."groupName" = "userGroups"."groupName"
    where "galleryGroups"."galleryId" = ${gallery} and "userGroups"."userId" = ${user}))`;
};

/** Whether who added a photo has a role in its gallery, within a query of photos. */
export const isAdderMember = isMember('photos', 'addedBy');

/** Whether who made a key has a role in its gallery, suspended or not, within a query of keys. */
export const isKeyMakerMember = isMember('apiKeys', 'userId');

/** Whether who recognized has a role in the gallery, suspended or not, within a query of recognitions. */
export const isRecognizerMember = isMember('recognitions', 'userId');

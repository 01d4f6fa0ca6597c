import { sql } from 'kysely';

// Roles of users whom a row of another table names, as conditions within queries.

/** Whether who made a webhook still owns its gallery, within a query of webhooks. */
export const isMakerOwner = sql<boolean>`(
  exists (select 1 from "memberships" where "memberships"."galleryId" = "webhooks"."galleryId" and "memberships"."userId" = "webhooks"."userId"
    and "memberships"."role" = 'owner')
  or exists (select 1 from "userGroups" inner join "galleryGroups" on "galleryGroups"."groupName" = "userGroups"."groupName"
    where "galleryGroups"."galleryId" = "webhooks"."galleryId" and "userGroups"."userId" = "webhooks"."userId" and "galleryGroups"."role" = 'owner'))`;

/** Whether who added a photo has a role in its gallery, within a query of photos. */
export const isAdderMember = sql<boolean>`(
  exists (select 1 from "memberships" where "memberships"."galleryId" = "photos"."galleryId" and "memberships"."userId" = "photos"."addedBy")
  or exists (select 1 from "userGroups" inner join "galleryGroups" on "galleryGroups"."groupName" = "userGroups"."groupName"
    where "galleryGroups"."galleryId" = "photos"."galleryId" and "userGroups"."userId" = "photos"."addedBy"))`;

import { type Expression, type RawBuilder, sql } from 'kysely';
import { rankOf } from '../gallery/roles-in-queries';
import { OWN_ISSUER } from './own-accounts/own-account';

/**
 * Whether an invitation is to a user, within a query of `invitations`: by the e-mail address that their provider has verified, or by the account
 * of the app's own with which they sign in.
 * @param user their id, or the expression for it
 */
export const isInvited = (user: number | Expression<unknown>): RawBuilder<boolean> => sql<boolean>`(
  "invitations"."email" = (select "invited"."email" from "users" as "invited" where "invited"."id" = ${user})
  or "invitations"."accountId" = (select "ownAccounts"."id" from "ownAccounts"
    inner join "users" as "invited" on "invited"."subject" = "ownAccounts"."subject"
    where "invited"."issuer" = ${OWN_ISSUER} and "invited"."id" = ${user}))`;

/** Whether who made an invitation owns the gallery, suspended or not, within a query of `invitations`. */
export const isMakerOwner = sql<boolean>`(
  exists (select 1 from "memberships" where "memberships"."galleryId" = "invitations"."galleryId"
    and "memberships"."userId" = "invitations"."madeBy" and "memberships"."role" = 'owner')
  or exists (select 1 from "groupRoles" where "groupRoles"."galleryId" = "invitations"."galleryId"
    and "groupRoles"."userId" = "invitations"."madeBy" and "groupRoles"."role" = 'owner'))`;

/** Whether who made an invitation is an owner of the gallery who may act, within a query of `invitations`: without that, it opens nothing. */
export const isByOwner = sql<boolean>`(${isMakerOwner} and exists (select 1 from "users" as "maker"
  where "maker"."id" = "invitations"."madeBy" and "maker"."suspendedAt" is null))`;

/** Whether an invitation gives a user more than they have in its gallery, within a query of `invitations`. @param user as in `isInvited` */
export function givesMore(user: number | Expression<unknown>): RawBuilder<boolean> {
  const has = (table: 'memberships' | 'groupRoles') => sql`select 1 from ${sql.table(table)} as "had"
    where "had"."galleryId" = "invitations"."galleryId" and "had"."userId" = ${user}
    and (${rankOf('had')} >= ${rankOf('invitations')})`;
  return sql<boolean>`(not exists (${has('memberships')}) and not exists (${has('groupRoles')}))`;
}

/** Counts the invitations that wait for a user, along with other columns of theirs, so that it takes no query of its own. */
export const waitingInvitations = (): RawBuilder<number> => sql<number>`(select count(*) from "invitations"
  inner join "galleries" on "galleries"."id" = "invitations"."galleryId"
  where ${isInvited(sql.ref('users.id'))} and "galleries"."deletedAt" is null
  and "invitations"."endedAt" is null and "invitations"."expiresAt" > ${Date.now()} and ${isByOwner}
  and ${givesMore(sql.ref('users.id'))})`;

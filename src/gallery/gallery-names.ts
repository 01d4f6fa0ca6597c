import { type RawBuilder, sql } from 'kysely';
import type { Gallery } from './gallery-row';

/** The name of a personal gallery, until somebody gives it another one. */
export const PERSONAL = 'Personal';

const SUFFIX = '’s gallery';

/** The name under which others than its owner see a personal gallery: all of them have the same one, so it is called by its owner's. */
export const nameForOthers = ({ name }: Pick<Gallery, 'name'>, ownerName: string): string =>
  name === PERSONAL ? `${ownerName}${SUFFIX}` : name;

const named = (isOthers: RawBuilder<boolean>) => sql<string>`case
  when "galleries"."name" = ${sql.lit(PERSONAL)} and ${isOthers}
  then (select "owner"."displayName" from "users" as "owner" where "owner"."id" = "galleries"."personalOf") || ${sql.lit(SUFFIX)}
  else "galleries"."name" end`;

/** The same, within a query of galleries, for a user, who may be the owner. Its one parameter is their id. */
export const nameSeenBy = (userId: number): RawBuilder<string> =>
  named(sql<boolean>`"galleries"."personalOf" <> ${userId}`);

/** The same for the user who made a key, within a query of keys and galleries. */
export const nameSeenByKeyMaker = named(sql<boolean>`"galleries"."personalOf" <> "apiKeys"."userId"`);

/** The same for somebody who isn't the owner. */
export const nameSeenByOthers = named(sql<boolean>`"galleries"."personalOf" is not null`);

import { type ExpressionBuilder, sql, type Transaction } from 'kysely';
import type { Tables } from '../catalog/tables';
import { isKeyMakerMember } from '../gallery/roles-in-queries';

/** Selects a user's groups as the text of a JSON list, along with other columns of theirs, so that it takes no query of its own. */
export const groupsOfUser = (eb: ExpressionBuilder<Tables, 'users'>) =>
  eb
    .selectFrom('userGroups')
    .whereRef('userGroups.userId', '=', 'users.id')
    .select(sql<string>`json_group_array("groupName")`.as('names'));

/**
 * Keeps what the provider says of a user's groups, in place of what it said before. Keys to galleries in which they have no role any more are deleted,
 * so that none opens anything once they are in the group again.
 */
export async function keepGroups(trx: Transaction<Tables>, userId: number, groups: readonly string[]): Promise<void> {
  const before = await trx.selectFrom('userGroups').select('groupName').where('userId', '=', userId).execute();
  const known = before.map(({ groupName }) => groupName);
  const lost = known.filter((each) => !groups.includes(each));
  const added = groups.filter((each) => !known.includes(each)).map((groupName) => ({ userId, groupName }));
  if (added.length > 0) await trx.insertInto('userGroups').values(added).execute();
  if (lost.length > 0)
    await trx.deleteFrom('userGroups').where('userId', '=', userId).where('groupName', 'in', lost).execute();
  if (lost.length > 0)
    await trx
      .deleteFrom('apiKeys')
      .where('userId', '=', userId)
      .where(({ not }) => not(isKeyMakerMember))
      .execute();
}

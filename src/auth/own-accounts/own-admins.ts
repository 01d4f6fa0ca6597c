import type { ExpressionBuilder, Kysely } from 'kysely';
import type { Tables } from '../../catalog/tables';
import { lastAdmin } from '../../errors';
import { OWN_ISSUER } from './own-account';

/**
 * Requires that an account may be deleted: if there are others, one of them has to administer the app, and may sign in.
 * @throws lastAdmin
 */
export async function requireAdminBeside(db: Kysely<Tables>, id: number): Promise<void> {
  const accounts = await accountsIn(db);
  const others = accounts.filter((each) => each.id !== id);
  const isNeeded = accounts.some((each) => each.id === id && each.isAdmin === 1) && others.length > 0;
  if (isNeeded && !others.some(isStandingAdmin)) throw lastAdmin();
}

/** Requires that somebody with an account administers the app, and may sign in. @throws lastAdmin */
export async function requireOwnAdmin(db: Kysely<Tables>): Promise<void> {
  if (!(await accountsIn(db)).some(isStandingAdmin)) throw lastAdmin();
}

const accountsIn = (db: Kysely<Tables>) =>
  db
    .selectFrom('ownAccounts')
    .leftJoin('users', (join) =>
      join.onRef('users.subject', '=', 'ownAccounts.subject').on('users.issuer', '=', OWN_ISSUER),
    )
    .select(['ownAccounts.id', 'ownAccounts.isAdmin', 'users.suspendedAt'])
    .execute();

const isStandingAdmin = ({ isAdmin, suspendedAt }: { isAdmin: number; suspendedAt: number | null }) =>
  isAdmin === 1 && suspendedAt === null;

/** 1 for a user who signs in with an account of the app's own that may administer it. */
export const ownAdmin = (eb: ExpressionBuilder<Tables, 'users'>) =>
  eb
    .selectFrom('ownAccounts')
    .select('ownAccounts.isAdmin')
    .whereRef('ownAccounts.subject', '=', 'users.subject')
    .where('users.issuer', '=', OWN_ISSUER);

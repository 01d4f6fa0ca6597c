import { type Kysely, sql, type Transaction } from 'kysely';
import type { Catalog } from '../catalog/catalog';
import type { Tables } from '../catalog/tables';
import type { Config } from '../config';
import { lastAdmin, userNotFound } from '../errors';
import { isAdmin } from './admins';
import { ownAdmin } from './own-accounts/own-admins';
import { groupsOfUser } from './user-groups';
import type { User } from './user-row';

/** What administrators see of a user. */
export interface UserRecord extends User {
  email: string | null;
  groups: readonly string[];
  isAdmin: boolean;
  createdAt: number;
  lastVisitAt: number | null;
  suspendedAt: number | null;
  /** How much their galleries may take up; null means the app's setting. */
  storageMegabytes: number | null;
}

/** Which users to list. */
export interface UserQuery {
  /** A part of the name or the e-mail address; undefined for all. */
  search: string | undefined;
  limit: number;
  offset: number;
}

const COLUMNS = ['id', 'displayName', 'email', 'createdAt', 'lastVisitAt', 'suspendedAt', 'storageMegabytes'] as const;

/** Everyone who has ever signed in, as administrators see and change them. */
export class UserBook {
  constructor(
    private readonly catalog: Catalog,
    private readonly config: Pick<Config, 'people' | 'ownAccounts'>,
  ) {}

  /** Lists users by name. */
  async list({ search, limit, offset }: UserQuery): Promise<UserRecord[]> {
    const pattern = `%${(search ?? '').replace(/[\\%_]/g, '\\$&')}%`;
    const rows = await this.standing()
      .$if(search !== undefined, (query) =>
        query.where(sql<boolean>`("displayName" like ${pattern} escape '\\' or email like ${pattern} escape '\\')`),
      )
      .orderBy(sql`"displayName" collate nocase`)
      .orderBy('id')
      .limit(limit)
      .offset(offset)
      .execute();
    return rows.map(this.recordOf);
  }

  /** Finds a user. @throws userNotFound */
  async find(id: number): Promise<UserRecord> {
    return this.recordOf(await this.standing().where('id', '=', id).executeTakeFirstOrThrow(userNotFound));
  }

  /** Finds the names of users. Those who are gone have none. */
  async namesOf(ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.standing()
      .where('id', 'in', [...new Set(ids)])
      .execute();
    return new Map(rows.map(({ id, displayName }) => [id, displayName]));
  }

  /** Keeps somebody out, or lets them in again. @throws userNotFound; lastAdmin, unless nobody has administered the app before */
  async setSuspended(trx: Transaction<Tables>, id: number, isSuspended: boolean): Promise<void> {
    const needsAdmin = isSuspended && (await this.hasAdmin(trx));
    await this.change(trx, id, { suspendedAt: isSuspended ? Date.now() : null });
    if (!isSuspended) return;
    await this.endSessions(trx, id);
    if (needsAdmin) await this.requireAdmin(trx);
  }

  /** Signs somebody out on every device. Their keys stay. */
  async endSessions(trx: Transaction<Tables>, id: number): Promise<void> {
    await trx.deleteFrom('sessions').where('userId', '=', id).execute();
  }

  /** Limits how much the galleries of somebody may take up. @param megabytes null for the app's setting @throws userNotFound */
  async limitStorage(trx: Transaction<Tables>, id: number, megabytes: number | null): Promise<void> {
    await this.change(trx, id, { storageMegabytes: megabytes });
  }

  /** Requires that somebody administers the app who may sign in. @throws lastAdmin */
  async requireAdmin(trx: Transaction<Tables>): Promise<void> {
    if (!(await this.hasAdmin(trx))) throw lastAdmin();
  }

  /** Whether somebody administers the app who may sign in. */
  async hasAdmin(trx: Transaction<Tables>): Promise<boolean> {
    const rows = await this.standing(trx).where('suspendedAt', 'is', null).execute();
    return rows.some((row) => this.recordOf(row).isAdmin);
  }

  private standing(catalog: Kysely<Tables> = this.catalog) {
    return catalog
      .selectFrom('users')
      .where('issuer', '<>', '')
      .select(COLUMNS)
      .select((eb) => [groupsOfUser(eb).as('groups'), ownAdmin(eb).as('isOwnAdmin')]);
  }

  private async change(
    trx: Transaction<Tables>,
    id: number,
    columns: { suspendedAt: number | null } | { storageMegabytes: number | null },
  ): Promise<void> {
    const changed = trx.updateTable('users').set(columns).where('id', '=', id).where('issuer', '<>', '');
    await changed.returning('id').executeTakeFirstOrThrow(userNotFound);
  }

  private readonly recordOf = ({ groups: names, isOwnAdmin, ...row }: Row): UserRecord => {
    const groups = JSON.parse(names ?? '[]') as string[];
    const { people, ownAccounts } = this.config;
    // Once there is a provider, those with accounts of the app's own can't sign in.
    const isOwn = ownAccounts && isOwnAdmin === 1;
    return { ...row, groups, isAdmin: isOwn || isAdmin({ email: row.email, groups }, people) };
  };
}

type Row = Omit<UserRecord, 'groups' | 'isAdmin'> & { groups: string | null; isOwnAdmin: number | null };

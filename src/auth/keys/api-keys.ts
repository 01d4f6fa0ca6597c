import { createHash, randomBytes } from 'node:crypto';
import type { Selectable, Transaction } from 'kysely';
import type { Logger } from 'pino';
import type { ApiKeyTable } from '../../catalog/api-tables';
import type { Catalog } from '../../catalog/catalog';
import { isStorageFault } from '../../catalog/storage-faults';
import type { Tables } from '../../catalog/tables';
import { everyHour, surelyPast } from '../../concurrency/schedule';
import type { Config } from '../../config';
import * as errors from '../../errors';
import { tell } from '../../events/happenings';
import type { Gallery } from '../../gallery/galleries';
import { accessLostAt, isAtLeast, type Role, requireMember, roleIn } from '../../gallery/memberships';
import { isKeyMakerMember } from '../../gallery/roles-in-queries';
import { randomId } from '../../storage/names';
import { DAY_MS, MINUTE_MS } from '../../units';
import { isAllowed } from '../allowed-people';
import { OWN_ISSUER } from '../own-accounts/own-account';
import { type FindOpening, findOpening, type Opening } from './find-opening';
import { isScope, type Scope, scopesOf } from './scopes';

const PREFIX = 'ff_';
const KEY_BYTES = 32;
/** Keys of one gallery that open something. */
const MAX_KEYS = 100;
/** Keys of one gallery that are listed although they open nothing any more: the newest. */
const MAX_ENDED = 100;
/** How long they are listed. */
const LISTED_MS = 30 * DAY_MS;
/** How exactly the last use is known: not every request writes it. */
const USE_MS = MINUTE_MS;
/** For how long a key that was opened isn't looked at again, unless one was revoked, in milliseconds. */
const FRESH_MS = 1000;

/** A key, without its secret. */
export interface ApiKey {
  id: number;
  handle: string;
  name: string;
  galleryId: number;
  /** Who made it. */
  userId: number;
  scopes: readonly Scope[];
  createdAt: number;
  expiresAt: number | null;
  revokedAt: number | null;
  lastUsedAt: number | null;
}

/** A key with the name of who made it. */
export interface NamedKey extends ApiKey {
  displayName: string;
}

/** A key that has opened a request. */
export interface OpenedKey extends NamedKey {
  /** When, in the milliseconds of `performance.now()`. */
  openedAt: number;
}

export interface NewKey {
  name: string;
  scopes: readonly Scope[];
  /** Milliseconds since 1970; null for a key without an end. */
  expiresAt: number | null;
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex');

const keyOf = ({ keyHash: _, scopes, ...row }: Selectable<ApiKeyTable>): ApiKey => ({
  ...row,
  scopes: scopes.split(' ').filter(isScope),
});

/** Whether a key opens anything. */
export const isStanding = ({ revokedAt, expiresAt }: ApiKey, now = Date.now()): boolean =>
  revokedAt === null && (expiresAt === null || expiresAt > now);

/** The keys with which programs use a gallery: 256 random bits each, of which the catalog has the SHA-256 alone. */
export class ApiKeys {
  private readonly stop: () => void;
  private readonly findOpening: FindOpening;
  /** Whether the settings let in who made a key: those with accounts of the app's own, as long as there is no provider. */
  private readonly mayCome: (maker: Opening['maker']) => boolean;
  /** When a key was last revoked, in the milliseconds of `performance.now()`. */
  private revokedAt = Number.NEGATIVE_INFINITY;
  /** When a use couldn't be noted. It is tried again, and logged, a minute later. */
  private failedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly catalog: Catalog,
    { people, ownAccounts }: Pick<Config, 'people' | 'ownAccounts'>,
    private readonly log: Logger,
  ) {
    this.findOpening = findOpening(catalog);
    this.mayCome = (maker) => (ownAccounts || maker.issuer !== OWN_ISSUER) && isAllowed(maker, people);
    this.stop = everyHour((past) => this.removeEnded(past), log, 'failed to remove old API keys');
  }

  /**
   * Makes a key.
   * @param userId who makes it
   * @returns the key itself, which can't be read again, and its handle
   * @throws tooManyKeys
   */
  async make(
    gallery: Gallery,
    userId: number,
    { name, scopes, expiresAt }: NewKey,
  ): Promise<{ key: string; handle: string }> {
    const key = PREFIX + randomBytes(KEY_BYTES).toString('base64url');
    const handle = randomId();
    await this.catalog.transaction().execute(async (trx) => {
      await requireMember(trx, { gallery, userId });
      const now = Date.now();
      await trx
        .insertInto('apiKeys')
        .values({
          ...{ handle, keyHash: hashOf(key), galleryId: gallery.id, userId, name, scopes: scopes.join(' ') },
          ...{ createdAt: now, expiresAt, revokedAt: null, lastUsedAt: null },
        })
        .execute();
      const rows = await trx
        .selectFrom('apiKeys')
        .selectAll()
        .where('galleryId', '=', gallery.id)
        .orderBy('id', 'desc')
        .execute();
      const keys = rows.map(keyOf);
      const ended = keys.filter((each) => !isStanding(each, now)).map(({ id }) => id);
      if (keys.length - ended.length > MAX_KEYS) throw errors.tooManyKeys(MAX_KEYS);
      await trx.deleteFrom('apiKeys').where('id', 'in', ended.slice(MAX_ENDED)).execute();
      await tell(trx, gallery.id, { type: 'key.made', key: handle, label: name });
    });
    return { key, handle };
  }

  /**
   * Lists the keys of a gallery, the newest first, with those that ended in the last month.
   * @param maker who made them; by default anybody
   */
  async list(gallery: Gallery, maker?: number): Promise<NamedKey[]> {
    const rows = await this.catalog
      .selectFrom('apiKeys')
      .innerJoin('users', 'users.id', 'apiKeys.userId')
      .selectAll('apiKeys')
      .select('users.displayName')
      .where('galleryId', '=', gallery.id)
      .$if(maker !== undefined, (query) => query.where('userId', '=', maker ?? 0))
      .orderBy('apiKeys.id', 'desc')
      .execute();
    return rows.map((row) => ({ ...keyOf(row), displayName: row.displayName }));
  }

  /**
   * Revokes a key of a gallery: from now on it opens nothing.
   * @param maker who made it; by default anybody
   * @returns the key
   * @throws apiKeyNotFound
   */
  async revoke(gallery: Gallery, handle: string, maker?: number): Promise<ApiKey> {
    const revoked = await this.catalog.transaction().execute(async (trx) => {
      const own = trx
        .selectFrom('apiKeys')
        .selectAll()
        .where('galleryId', '=', gallery.id)
        .where('handle', '=', handle)
        .$if(maker !== undefined, (query) => query.where('userId', '=', maker ?? 0));
      const key = keyOf(await own.executeTakeFirstOrThrow(errors.apiKeyNotFound));
      if (key.revokedAt !== null) return key;
      const revokedAt = Date.now();
      await trx.updateTable('apiKeys').set({ revokedAt }).where('id', '=', key.id).execute();
      await tell(trx, gallery.id, { type: 'key.revoked', key: handle, label: key.name });
      return { ...key, revokedAt };
    });
    this.revokedAt = performance.now();
    return revoked;
  }

  /** Deletes the keys to a gallery whose makers have no role in it any more. */
  async removeOfFormer(trx: Transaction<Tables>, galleryId: number): Promise<void> {
    await trx
      .deleteFrom('apiKeys')
      .where('galleryId', '=', galleryId)
      .where(({ not }) => not(isKeyMakerMember))
      .execute();
  }

  /**
   * Finds the key that a request presents, with its gallery and its maker's role there, and notes its use. Of its scopes it has those that the role allows.
   * @throws keyUnknown, keyRevoked, keyExpired; accountSuspended and notAllowed, by who made it
   */
  async open(secret: string): Promise<{ key: OpenedKey; gallery: Gallery; role: Role }> {
    const openedAt = performance.now();
    const found = await this.findOpening(hashOf(secret));
    if (!found) throw errors.keyUnknown();
    const { row, displayName, gallery, role, maker } = found;
    if (maker.suspendedAt !== null) throw errors.accountSuspended();
    if (!this.mayCome(maker)) throw errors.notAllowed();
    const stored = keyOf(row);
    await this.check(stored);
    const scopes = stored.scopes.filter((each) => scopesOf(role).includes(each));
    return { key: { ...stored, scopes, displayName, openedAt }, gallery, role };
  }

  /**
   * Looks once more whether a key still opens as much, after a body that may have taken an hour to arrive. That needs no look where the
   * request was opened just now, and no key was revoked and nobody lost a role since.
   * @param role its maker's, when it was opened
   * @throws keyUnknown, keyRevoked, keyExpired, roleChanged
   */
  async recheck({ id, openedAt }: Pick<OpenedKey, 'id' | 'openedAt'>, role: Role): Promise<void> {
    if (openedAt > Math.max(this.revokedAt, accessLostAt(), performance.now() - FRESH_MS)) return;
    const row = await this.catalog.selectFrom('apiKeys').selectAll().where('id', '=', id).executeTakeFirst();
    const now = row && (await roleIn(this.catalog, row.galleryId, row.userId));
    if (!row || !now) throw errors.keyUnknown();
    await this.check(keyOf(row));
    if (!isAtLeast(now, role)) throw errors.roleChanged();
  }

  private async check(key: ApiKey): Promise<void> {
    const now = Date.now();
    if (key.revokedAt !== null) throw errors.keyRevoked();
    if (!isStanding(key, now)) throw errors.keyExpired();
    if (key.lastUsedAt !== null && Math.abs(now - key.lastUsedAt) < USE_MS) return;
    await this.noteUse(key, now);
  }

  /** Notes a use, unless the disk can't be written: that must not keep programs from what can be read and deleted. */
  private async noteUse({ id, galleryId }: ApiKey, now: number): Promise<void> {
    if (Math.abs(now - this.failedAt) < USE_MS) return;
    const noted = this.catalog.updateTable('apiKeys').set({ lastUsedAt: now }).where('id', '=', id).execute();
    await noted.catch((error) => {
      if (!isStorageFault(error)) throw error;
      this.failedAt = now;
      this.log.warn({ err: error, galleryId }, 'failed to note the use of an API key');
    });
  }

  /** Forgets keys that ended a month ago. @param past a timestamp that has surely passed */
  private async removeEnded(past: number): Promise<void> {
    const old = past - LISTED_MS;
    await this.catalog
      .deleteFrom('apiKeys')
      .where((each) => each.or([each('revokedAt', '<', old), each('expiresAt', '<', old)]))
      .execute();
  }

  /** To be called at the start: forgets keys that ended a month ago. */
  tidy(): Promise<void> {
    return this.removeEnded(surelyPast());
  }

  async close(): Promise<void> {
    this.stop();
  }
}

import type { Transaction } from 'kysely';
import type { Catalog } from '../../catalog/catalog';
import type { Tables } from '../../catalog/tables';
import { surelyPast } from '../../concurrency/schedule';
import { apiKeyNotFound, tooManyKeys } from '../../errors';
import { tell } from '../../events/happenings';
import type { Gallery } from '../../gallery/galleries';
import { requireMember } from '../../gallery/memberships';
import { isKeyMakerMember } from '../../gallery/roles-in-queries';
import { randomId } from '../../storage/names';
import { DAY_MS } from '../../units';
import { hashOf } from '../tokens';
import { type ApiKey, isStanding, keyOf, type NamedKey, newSecret } from './api-key';
import type { Scope } from './scopes';

/** Keys of one maker in a gallery that open something. Each maker's count alone, so that no member keeps others from making any. */
const MAX_KEYS = 100;
/** Keys of one maker in a gallery that are listed although they open nothing any more: the newest. */
const MAX_ENDED = 100;
/** How long they are listed. */
const LISTED_MS = 30 * DAY_MS;

/** What makes a key. */
export interface NewKey {
  name: string;
  scopes: readonly Scope[];
  /** Milliseconds since 1970; null for a key without an end. */
  expiresAt: number | null;
}

/** The keys with which programs use a gallery: 256 random bits each, of which the catalog has the SHA-256 alone. */
export class ApiKeys {
  constructor(private readonly catalog: Catalog) {}

  /**
   * Makes a key.
   * @param userId who makes it
   * @returns the key itself, which can't be read again, and its handle
   * @throws tooManyKeys; accountDeleted and galleryNotFound, when they may not open the gallery any more
   */
  async make(
    gallery: Gallery,
    userId: number,
    { name, scopes, expiresAt }: NewKey,
  ): Promise<{ key: string; handle: string }> {
    const key = newSecret();
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
        .where('userId', '=', userId)
        .orderBy('id', 'desc')
        .execute();
      const keys = rows.map(keyOf);
      const ended = keys.filter((each) => !isStanding(each, now)).map(({ id }) => id);
      if (keys.length - ended.length > MAX_KEYS) throw tooManyKeys(MAX_KEYS);
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
      const key = keyOf(await own.executeTakeFirstOrThrow(apiKeyNotFound));
      if (key.revokedAt !== null) return key;
      const revokedAt = Date.now();
      await trx.updateTable('apiKeys').set({ revokedAt }).where('id', '=', key.id).execute();
      await tell(trx, gallery.id, { type: 'key.revoked', key: handle, label: key.name });
      return { ...key, revokedAt };
    });
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

  /** Forgets keys that ended a month ago. @param past a timestamp that has surely passed */
  async tidy(past = surelyPast()): Promise<void> {
    const old = past - LISTED_MS;
    await this.catalog
      .deleteFrom('apiKeys')
      .where((each) => each.or([each('revokedAt', '<', old), each('expiresAt', '<', old)]))
      .execute();
  }
}

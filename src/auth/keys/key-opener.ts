import type { Logger } from 'pino';
import type { Catalog } from '../../catalog/catalog';
import { isStorageFault } from '../../catalog/storage-faults';
import type { Config } from '../../config';
import * as errors from '../../errors';
import type { Gallery } from '../../gallery/galleries';
import { isAtLeast, type Role } from '../../gallery/memberships';
import { MINUTE_MS } from '../../units';
import { isAllowed } from '../allowed-people';
import { OWN_ISSUER } from '../own-accounts/own-account';
import { hashOf } from '../tokens';
import { type ApiKey, isStanding, keyOf, type NamedKey } from './api-key';
import { type FindOpening, findOpening, type Opening } from './find-opening';
import { scopesOf } from './scopes';

/** How exactly the last use is known: not every request writes it. */
const USE_MS = MINUTE_MS;

/** Opens requests with the keys that they present. */
export class KeyOpener {
  private readonly findOpening: FindOpening;
  /** Whether the settings let in who made a key: those with accounts of the app's own, as long as there is no provider. */
  private readonly mayCome: (maker: Opening['maker']) => boolean;
  /** When a use couldn't be noted. It is tried again, and logged, a minute later. */
  private failedAt = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly catalog: Catalog,
    { people, ownAccounts }: Pick<Config, 'people' | 'ownAccounts'>,
    private readonly log: Logger,
  ) {
    this.findOpening = findOpening(catalog);
    this.mayCome = (maker) => (ownAccounts || maker.issuer !== OWN_ISSUER) && isAllowed(maker, people);
  }

  /**
   * Finds the key that a request presents, with its gallery and its maker's role there, and notes its use. Of its scopes it has those that the role allows.
   * @throws keyUnknown, keyRevoked, keyExpired; accountSuspended and notAllowed, by who made it
   */
  async open(secret: string): Promise<{ key: NamedKey; gallery: Gallery; role: Role }> {
    const found = await this.findOpening(hashOf(secret));
    if (!found) throw errors.keyUnknown();
    const { row, displayName, gallery, role, maker } = found;
    if (maker.suspendedAt !== null) throw errors.accountSuspended();
    if (!this.mayCome(maker)) throw errors.notAllowed();
    const stored = keyOf(row);
    await this.check(stored);
    const scopes = stored.scopes.filter((each) => scopesOf(role).includes(each));
    return { key: { ...stored, scopes, displayName }, gallery, role };
  }

  /**
   * Looks once more whether a key still opens as much, after a body that may have taken an hour to arrive: it may have been revoked meanwhile,
   * by another process, too.
   * @param role its maker's, when it was opened
   * @throws what `open` throws, roleChanged
   */
  async recheck(secret: string, role: Role): Promise<void> {
    const { role: now } = await this.open(secret);
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
}

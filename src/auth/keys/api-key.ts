import type { Selectable } from 'kysely';
import type { ApiKeyTable } from '../../catalog/api-tables';
import { newToken } from '../tokens';
import { isScope, type Scope } from './scopes';

/** By which people, and programs that look for leaked secrets, know a key. */
const PREFIX = 'ff_';

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

/** Makes the secret of a key, which is what a program presents. */
export const newSecret = (): string => PREFIX + newToken();

/** The key in a row of the catalog. */
export const keyOf = ({ keyHash: _, scopes, ...row }: Selectable<ApiKeyTable>): ApiKey => ({
  ...row,
  scopes: scopes.split(' ').filter(isScope),
});

/** Whether a key opens anything. */
export const isStanding = ({ revokedAt, expiresAt }: ApiKey, now = Date.now()): boolean =>
  revokedAt === null && (expiresAt === null || expiresAt > now);

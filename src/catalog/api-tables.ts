import type { Generated } from 'kysely';

export interface ApiKeyTable {
  id: Generated<number>;
  /** A random id for the address of the form that revokes it. */
  handle: string;
  /** SHA-256 of the key, so that a copy of the catalog opens nothing. */
  keyHash: string;
  galleryId: number;
  /** Who made it, and for whom its requests count. */
  userId: number;
  name: string;
  /** Scopes (auth/keys/scopes.ts), with spaces between them. */
  scopes: string;
  createdAt: number;
  /** Null for a key without an end. */
  expiresAt: number | null;
  revokedAt: number | null;
  /** To the minute; null before its first use. */
  lastUsedAt: number | null;
}

/** A request that came with an `Idempotency-Key`, so that it is done once however often it is sent. */
export interface IdempotentRequestTable {
  apiKeyId: number;
  idempotencyKey: string;
  /** SHA-256 of what was asked: another request with the same idempotency key is a mistake. */
  fingerprint: string;
  createdAt: number;
  /** JSON of its answer; null while it runs, and for ever if the app was stopped meanwhile. */
  answer: string | null;
  /** While it runs, its process moves this on; 0 afterwards. */
  runningUntil: Generated<number>;
}

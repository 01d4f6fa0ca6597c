import type { JWKS } from 'openid-client';

/** More than any provider publishes: each key that fits a token is tried. */
const MAX_KEYS = 100;
const TYPES = ['RSA', 'EC', 'OKP', 'AKP'];

/**
 * The keys in a provider's answer that can check signatures (https://www.rfc-editor.org/rfc/rfc7517#section-4).
 * @returns undefined when the answer isn't a list of keys
 */
export function usableKeys(published: unknown): JWKS['keys'] | undefined {
  const keys = (published as { keys?: unknown } | null | undefined)?.keys;
  return Array.isArray(keys) ? keys.slice(0, MAX_KEYS).filter(isUsable) : undefined;
}

function isUsable(key: unknown): boolean {
  if (typeof key !== 'object' || key === null) return false;
  const { kty, use = 'sig' } = key as { kty?: unknown; use?: unknown };
  return typeof kty === 'string' && TYPES.includes(kty) && use === 'sig';
}

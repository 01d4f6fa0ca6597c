import type { Claims } from './display-name';

/** In characters (RFC 5321, 4.5.3.1.3). */
const MAX_LENGTH = 254;
/**
 * An address in ASCII: a name, one @, and a domain. Letters beyond it are refused, as some become others in lower case: the sign for Kelvin
 * would be a k.
 */
const ADDRESS = /^[!-?A-~]+@[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i;

/** An e-mail address in lower case, as the app keeps and compares it; undefined for what is none. */
export function readEmail(text: unknown): string | undefined {
  if (typeof text !== 'string' || text.length > MAX_LENGTH || !ADDRESS.test(text)) return undefined;
  return text.toLowerCase();
}

/**
 * The e-mail address that a provider has verified. An address alone proves nothing: at some providers people may enter anybody's
 * (https://openid.net/specs/openid-connect-core-1_0.html#StandardClaims).
 * @param sources the claims; the first that has both an address and whether it is verified decides
 * @returns null when there is none, or it isn't verified
 */
export function emailOf(...sources: readonly Claims[]): string | null {
  const source = sources.find((each) => has(each, 'email') && has(each, 'email_verified'));
  // Some providers send the word in place of the value.
  const isVerified = source?.['email_verified'] === true || source?.['email_verified'] === 'true';
  return isVerified ? (readEmail(source?.['email']) ?? null) : null;
}

const has = (claims: Claims, name: string) => Object.hasOwn(claims, name) && claims[name] != null;

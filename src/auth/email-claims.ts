import { isEmailAddress } from '../email-address';
import type { Claims } from './display-name';

/** An e-mail address in lower case, as the app keeps and compares it; undefined for what is none. */
export function readEmail(text: unknown): string | undefined {
  return isEmailAddress(text) ? text.toLowerCase() : undefined;
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

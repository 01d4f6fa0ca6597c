import type { ServerMetadata } from 'openid-client';

/**
 * What to ask a provider for beside who signs in: the name, the e-mail address, and the groups. A provider should pass over a scope that it
 * doesn't know (https://openid.net/specs/openid-connect-core-1_0.html#AuthRequest), but some refuse the sign-in, so `groups`, which is
 * no standard's, is only asked where it is supported.
 */
export function scopesAsked({ scopes_supported: supported }: ServerMetadata): string[] {
  const hasEmail = supported === undefined || supported.includes('email');
  return ['profile', ...(hasEmail ? ['email'] : []), ...(supported?.includes('groups') ? ['groups'] : [])];
}

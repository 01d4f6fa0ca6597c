import type { Configuration } from 'openid-client';
import { boundedFetch } from './bounded-fetch';
import { connectionFault } from './connection-faults';
import { TIMEOUT_SECONDS } from './discovery';
import { ProviderFault } from './provider-fault';
import { usableKeys } from './published-keys';

/** Checks that the provider publishes a key that an ID token could be checked with. @throws {ProviderFault} */
export async function requireKeys(provider: Configuration, issuer: string): Promise<void> {
  const { jwks_uri: address = '' } = provider.serverMetadata();
  const signal = AbortSignal.timeout(TIMEOUT_SECONDS * 1000);
  const response = await boundedFetch(address, { redirect: 'manual', signal }).catch((error) => {
    throw connectionFault(error, issuer);
  });
  if (response.status >= 500 || response.status === 429)
    throw new ProviderFault(
      `The sign-in provider at OIDC_ISSUER (${issuer}) answers ${response.status} for its keys: it may be down for maintenance.`,
      'passing',
    );
  const published: unknown = await response.json().catch(() => undefined);
  if (response.status !== 200 || !usableKeys(published)?.length)
    throw new ProviderFault(
      `The sign-in provider at OIDC_ISSUER (${issuer}) publishes no key to check a sign-in with: choose a key for RS256 or ES256 there.`,
      'refused',
    );
}

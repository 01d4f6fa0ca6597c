import type { ServerMetadata } from 'openid-client';
import { isLoopback } from '../loopback';
import { ProviderFault } from './provider-fault';

/** The endpoints that a sign-in needs. UserInfo isn't one: the ID token is enough. */
const NEEDED = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const;
const ENDPOINTS = [...NEEDED, 'userinfo_endpoint'] as const;
const FLOW = 'allow the authorization code flow there, or set OIDC_ISSUER to another provider.';

/** Checks that a provider can do what a sign-in needs, by its own description. @throws {ProviderFault} */
export function requireUsable(server: ServerMetadata, issuer: string): void {
  const refuse = (what: string) => {
    throw new ProviderFault(
      `The sign-in provider at OIDC_ISSUER (${issuer}) can't be used because it ${what}`,
      'unusable',
    );
  };
  const missing = NEEDED.filter((each) => !server[each]);
  if (missing.length > 0) refuse(`lacks ${missing.join(', ')}.`);
  const unsafe = ENDPOINTS.filter((each) => server[each] !== undefined && !isSafe(String(server[each])));
  if (unsafe.length > 0) refuse(`has no https address for ${unsafe.join(', ')}: correct that at the provider.`);
  if (lacks(server.response_types_supported, 'code')) refuse(`has no response type “code”: ${FLOW}`);
  if (lacks(server.grant_types_supported, 'authorization_code')) refuse(`has no grant “authorization_code”: ${FLOW}`);
  if (onlySymmetric(server.id_token_signing_alg_values_supported))
    refuse('signs only with the client secret (HS256): choose a key for RS256 or ES256 there.');
}

const isSafe = (address: string) =>
  URL.canParse(address) && (new URL(address).protocol === 'https:' || isLoopback(new URL(address).hostname));

const lacks = (supported: unknown, value: string) => Array.isArray(supported) && !supported.includes(value);

const onlySymmetric = (algorithms: unknown) =>
  Array.isArray(algorithms) &&
  algorithms.length > 0 &&
  algorithms.every((each) => /^(HS\d+|none)$/i.test(String(each)));

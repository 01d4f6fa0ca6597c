import type { ServerMetadata } from 'openid-client';
import { isLoopback } from '../loopback';
import { ProviderFault } from './provider-fault';

/** The endpoints that a sign-in needs. UserInfo isn't one: the ID token is enough. */
const NEEDED = ['authorization_endpoint', 'token_endpoint', 'jwks_uri'] as const;
const ENDPOINTS = [...NEEDED, 'userinfo_endpoint', 'end_session_endpoint'] as const;
const LISTS = [
  'response_types_supported',
  'grant_types_supported',
  'id_token_signing_alg_values_supported',
  'token_endpoint_auth_methods_supported',
  'scopes_supported',
] as const;
const FLOW = 'allow the authorization code flow there, or set OIDC_ISSUER to another provider.';
/** In characters. Addresses are parts of redirects, which browsers and servers bound, too. */
const MAX_ADDRESS_LENGTH = 2000;
const MAX_LIST_LENGTH = 100;

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
  const unsafe = ENDPOINTS.filter((each) => server[each] !== undefined && !isSafe(server[each]));
  const isSlip = unsafe.every((each) => each === 'end_session_endpoint');
  if (unsafe.length > 0)
    throw new ProviderFault(
      `The sign-in provider at OIDC_ISSUER (${issuer}) has no https address for ${unsafe.join(', ')}: correct it there.`,
      isSlip ? 'slip' : 'unusable',
    );
  if (lacks(server.response_types_supported, 'code')) refuse(`has no response type “code”: ${FLOW}`);
  if (lacks(server.grant_types_supported, 'authorization_code')) refuse(`has no grant “authorization_code”: ${FLOW}`);
  if (onlySymmetric(server.id_token_signing_alg_values_supported))
    refuse('signs only with the client secret (HS256): choose a key for RS256 or ES256 there.');
}

/** The parts of a description that are used, each of the type that it should have: a provider may write anything into the others. */
export function usedParts(server: ServerMetadata): ServerMetadata {
  const endpoints = ENDPOINTS.map((each) => [each, server[each]] as const);
  const lists = LISTS.map((each) => [each, textsIn(server[each])] as const);
  return {
    ...Object.fromEntries([...endpoints, ...lists].filter(([, value]) => value !== undefined)),
    issuer: server.issuer,
    authorization_response_iss_parameter_supported: server.authorization_response_iss_parameter_supported === true,
  };
}

const textsIn = (value: unknown) =>
  Array.isArray(value) ? value.slice(0, MAX_LIST_LENGTH).filter((each) => typeof each === 'string') : undefined;

/** Whether an endpoint is an absolute address that nobody in between can read or change, and that browsers follow as it stands. */
function isSafe(address: unknown): boolean {
  if (typeof address !== 'string' || address.length > MAX_ADDRESS_LENGTH || !URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  const isSecret = protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
  return isSecret && username === '' && password === '';
}

const lacks = (supported: unknown, value: string) => Array.isArray(supported) && !supported.includes(value);

const onlySymmetric = (algorithms: unknown) =>
  Array.isArray(algorithms) &&
  algorithms.length > 0 &&
  algorithms.every((each) => typeof each === 'string' && /^(HS\d+|none)$/i.test(each));

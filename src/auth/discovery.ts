import * as oidc from 'openid-client';
import type { ProviderConfig } from '../config';
import { isLoopback } from '../loopback';
import { boundedFetch } from './bounded-fetch';
import { requireUsable, usedParts } from './provider-description';
import { diagnose } from './provider-diagnosis';
import { ProviderFault } from './provider-fault';
import { mismatchOf, requireOneTenant } from './provider-issuer';

/**
 * How long one request to the provider may take, in seconds. The end of a sign-in makes at most four, one after the other
 * (discovery after a restart, code, keys, UserInfo), and people shouldn't wait longer than ten seconds.
 */
export const TIMEOUT_SECONDS = 2.4;

/** Requires https for everything but loopback, and one tenant. @throws {ProviderFault} for an address that can never be used */
export function requireSafeIssuer(issuer: string): void {
  const { protocol, hostname } = new URL(issuer);
  if (protocol !== 'https:' && !isLoopback(hostname)) {
    throw new ProviderFault(
      `OIDC_ISSUER is ${issuer}: it must start with https://, because others can read and forge a sign-in over http.`,
      'unusable',
    );
  }
  requireOneTenant(issuer);
}

/**
 * Asks a provider for its endpoints.
 * @throws {ProviderFault} when there is no usable answer, its issuer isn't the configured one, or it lacks what a sign-in needs
 */
export async function discover(settings: ProviderConfig): Promise<oidc.Configuration> {
  const found = await request(settings, settings.issuer).catch((error) => {
    const mismatch = mismatchOf(error, settings.issuer);
    if (!mismatch) throw diagnose(error, settings.issuer);
    // A slash at the end is no other provider.
    if (mismatch.onlyBySlash) return request(settings, mismatch.named);
    throw mismatch.fault;
  });
  requireUsable(found.serverMetadata(), settings.issuer);
  return configure(usedParts(found.serverMetadata()), found.clientMetadata());
}

const request = ({ clientId, clientSecret }: ProviderConfig, issuer: string) =>
  oidc.discovery(new URL(issuer), clientId, clientSecret, undefined, {
    timeout: TIMEOUT_SECONDS,
    [oidc.customFetch]: boundedFetch,
    execute: allowances(issuer),
  });

/** Makes openid-client's configuration for a provider whose endpoints are known, with its time-out and all checks on. */
export function configure(server: oidc.ServerMetadata, client: oidc.ClientMetadata): oidc.Configuration {
  const configuration = new oidc.Configuration(server, client.client_id, client, authenticateClient);
  configuration.timeout = TIMEOUT_SECONDS;
  configuration[oidc.customFetch] = boundedFetch;
  // Without these checks openid-client trusts the connection and accepts an ID token with a wrong signature.
  for (const execute of [oidc.enableNonRepudiationChecks, ...allowances(server.issuer, server.token_endpoint)])
    execute(configuration);
  return configuration;
}

// `requireSafeIssuer` allows http for loopback only.
const allowances = (...addresses: Array<string | undefined>) =>
  addresses.some((each) => each?.startsWith('http:')) ? [oidc.allowInsecureRequests] : [];

/**
 * Sends the client secret in the body if the provider says that it accepts that, otherwise in the header, which is the default
 * (https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata, token_endpoint_auth_methods_supported).
 */
const authenticateClient: oidc.ClientAuth = function authenticateClient(server, client, body, headers) {
  const inBody = server.token_endpoint_auth_methods_supported?.includes('client_secret_post');
  const prove = inBody ? oidc.ClientSecretPost() : oidc.ClientSecretBasic();
  prove(server, client, body, headers);
};

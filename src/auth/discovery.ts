import * as oidc from 'openid-client';
import type { ProviderConfig } from '../config';
import { isLoopback } from '../loopback';
import { StartError } from '../start-error';

/**
 * How long one request to the provider may take, in seconds. The end of a sign-in makes at most four, one after the other
 * (discovery after a restart, code, keys, UserInfo), and people shouldn't wait longer than ten seconds.
 */
const TIMEOUT_SECONDS = 2.4;
/** The endpoints that a sign-in needs. */
const NEEDED = ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'] as const;

/** The provider answers, but must not or can't be used: the operator has to change something. */
export class ProviderRefused extends StartError {
  override name = 'ProviderRefused';
}

/** Requires https for everything but loopback. @throws {ProviderRefused} for an address whose answers others can read and forge */
export function requireSafeIssuer(issuer: string): void {
  const { protocol, hostname } = new URL(issuer);
  if (protocol !== 'https:' && !isLoopback(hostname)) {
    throw new ProviderRefused(
      `OIDC_ISSUER is ${issuer}: it must start with https://, because others can read and forge a sign-in over http.`,
    );
  }
}

/**
 * Asks a provider for its endpoints.
 * @throws {ProviderRefused} when its issuer isn't the configured one, or it lacks an endpoint that sign-in needs
 * @throws errors of openid-client when there is no usable answer
 */
export async function discover({ issuer, clientId, clientSecret }: ProviderConfig): Promise<oidc.Configuration> {
  const found = await oidc
    .discovery(new URL(issuer), clientId, clientSecret, undefined, {
      timeout: TIMEOUT_SECONDS,
      execute: allowances(issuer),
    })
    .catch((error) => {
      throw namesAnother(error) ?? error;
    });
  const missing = NEEDED.filter((each) => !found.serverMetadata()[each]);
  if (missing.length > 0)
    throw new ProviderRefused(`The sign-in provider ${issuer} can't be used because it lacks ${missing.join(', ')}.`);
  return configure(found.serverMetadata(), found.clientMetadata());
}

/** Makes openid-client's configuration for a provider whose endpoints are known, with its time-out and all checks on. */
export function configure(server: oidc.ServerMetadata, client: oidc.ClientMetadata): oidc.Configuration {
  const configuration = new oidc.Configuration(server, client.client_id, client, authenticateClient);
  configuration.timeout = TIMEOUT_SECONDS;
  // Without these checks openid-client trusts the connection and accepts an ID token with a wrong signature.
  for (const execute of [oidc.enableNonRepudiationChecks, ...allowances(server.issuer)]) execute(configuration);
  return configuration;
}

// `requireSafeIssuer` allows http for loopback only.
const allowances = (issuer: string) => (issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []);

/**
 * Sends the client secret in the body if the provider says that it accepts that, otherwise in the header, which is the default
 * (https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata, token_endpoint_auth_methods_supported).
 */
const authenticateClient: oidc.ClientAuth = function authenticateClient(server, client, body, headers) {
  const inBody = server.token_endpoint_auth_methods_supported?.includes('client_secret_post');
  const prove = inBody ? oidc.ClientSecretPost() : oidc.ClientSecretBasic();
  prove(server, client, body, headers);
};

// The issuers must be equal, or one provider could pose as another
// (https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation).
function namesAnother(error: {
  code?: string;
  cause?: { attribute?: string; expected?: string; body?: { issuer?: string } };
}): ProviderRefused | undefined {
  const { cause } = error;
  if (error.code !== 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED' || cause?.attribute !== 'issuer') return undefined;
  return new ProviderRefused(
    `OIDC_ISSUER is ${cause.expected}, but the provider there calls itself ${cause.body?.issuer}: they must be the same.`,
  );
}

import * as oidc from 'openid-client';
import type { ProviderConfig } from '../config';
import { isLoopback } from '../loopback';
import { StartError } from '../start-error';

/**
 * Seconds that one request to the provider may take. The end of a sign-in makes four at most, one after the other (discovery
 * after a restart, code, keys, UserInfo), and whoever waits shall know within ten.
 */
const TIMEOUT_SECONDS = 2.4;
const NEEDED = ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'] as const;

/** The provider is there, but must not or can't be used; whoever runs the app has to change something. */
export class ProviderRefused extends StartError {
  override name = 'ProviderRefused';
}

/** @throws {ProviderRefused} for an address whose answers can be read and forged on the way */
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
 * @throws {ProviderRefused} when it calls itself by another name, or lacks an endpoint that sign-in needs
 * @throws what openid-client says when there is no usable answer
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

/** The way to a provider whose endpoints are known. */
export function configure(server: oidc.ServerMetadata, client: oidc.ClientMetadata): oidc.Configuration {
  const configuration = new oidc.Configuration(server, client.client_id, client, authenticateClient);
  configuration.timeout = TIMEOUT_SECONDS;
  // Without it openid-client trusts the connection, and accepts an ID token whose signature is wrong.
  for (const execute of [oidc.enableNonRepudiationChecks, ...allowances(server.issuer)]) execute(configuration);
  return configuration;
}

// requireSafeIssuer has left only loopback to http.
const allowances = (issuer: string) => (issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : []);

/**
 * Shows the client secret, in the body where the provider takes it there. One that says nothing takes it in the header alone
 * (https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata, token_endpoint_auth_methods_supported).
 */
const authenticateClient: oidc.ClientAuth = function authenticateClient(server, client, body, headers) {
  const inBody = server.token_endpoint_auth_methods_supported?.includes('client_secret_post');
  const prove = inBody ? oidc.ClientSecretPost() : oidc.ClientSecretBasic();
  prove(server, client, body, headers);
};

// https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation: otherwise one provider can pose as another.
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

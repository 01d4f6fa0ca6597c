import * as oidc from 'openid-client';
import type { ProviderConfig } from '../config';
import { isLoopback } from '../loopback';
import { StartError } from '../start-error';

/**
 * Seconds that one request to the provider may take. A sign-in makes three, one after the other (code, keys, UserInfo),
 * and whoever waits shall know within ten.
 */
const TIMEOUT_SECONDS = 3;
const NEEDED = ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'] as const;

/** The provider is there, but must not or can't be used; whoever runs the app has to change something. */
export class ProviderRefused extends StartError {
  override name = 'ProviderRefused';
}

/** @throws {ProviderRefused} for an address whose answers can be read and forged on the way */
export function requireSafeIssuer(issuer: string): void {
  const { protocol, hostname } = new URL(issuer);
  if (protocol !== 'https:' && !isLoopback(hostname)) {
    throw new ProviderRefused(`OIDC_ISSUER is ${issuer}: it must start with https://, because sign-in over http can be read and forged on the way.`);
  }
}

/**
 * Asks a provider for its endpoints.
 * @throws {ProviderRefused} when it calls itself by another name, or lacks an endpoint that sign-in needs
 * @throws what openid-client says when there is no usable answer
 */
export async function discover({ issuer, clientId, clientSecret }: ProviderConfig): Promise<oidc.Configuration> {
  // requireSafeIssuer has left only loopback to http.
  const allowances = issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [];
  const found = await oidc
    .discovery(new URL(issuer), clientId, undefined, oidc.ClientSecretPost(clientSecret), {
      timeout: TIMEOUT_SECONDS,
      // Without it openid-client trusts the connection, and accepts an ID token whose signature is wrong.
      execute: [oidc.enableNonRepudiationChecks, ...allowances],
    })
    .catch((error) => {
      throw namesAnother(error) ?? error;
    });
  const missing = NEEDED.filter((each) => !found.serverMetadata()[each]);
  if (missing.length > 0) throw new ProviderRefused(`The sign-in provider ${issuer} can't be used: it has no ${missing.join(', no ')}.`);
  return found;
}

// https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation: otherwise one provider can pose as another.
function namesAnother(error: { code?: string; cause?: { attribute?: string; expected?: string; body?: { issuer?: string } } }): ProviderRefused | undefined {
  const { cause } = error;
  if (error.code !== 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED' || cause?.attribute !== 'issuer') return undefined;
  return new ProviderRefused(`OIDC_ISSUER is ${cause.expected}, but the provider there calls itself ${cause.body?.issuer}: they must be the same.`);
}

import { ProviderFault } from './provider-fault';

/** The tenant of personal Microsoft accounts (https://learn.microsoft.com/entra/identity-platform/id-tokens, `tid`). */
const PERSONAL_ACCOUNTS = '9188040d-6c67-4c5b-b112-36a304b66dad';
const SHARED =
  /^(https:\/\/(?:login\.microsoftonline|login\.microsoft|login\.windows)[^/]*)\/(common|organizations|consumers)(?:\/|$)/i;

/** Refuses the addresses of Microsoft Entra that stand for many tenants: their tokens name another issuer. @throws {ProviderFault} */
export function requireOneTenant(issuer: string): void {
  const [, origin, audience] = SHARED.exec(issuer) ?? [];
  if (origin) throw new ProviderFault(manyTenants(issuer, origin, audience), 'unusable');
}

function manyTenants(issuer: string, origin: string, audience: string | undefined): string {
  const tenant = audience?.toLowerCase() === 'consumers' ? PERSONAL_ACCOUNTS : '<your tenant’s ID>';
  return `OIDC_ISSUER is ${issuer}, Microsoft’s address for all tenants: set OIDC_ISSUER=${origin}/${tenant}/v2.0`;
}

interface Mismatch {
  /** The issuer that the provider names. */
  named: string;
  /** Whether it differs in nothing but slashes at its end. */
  onlyBySlash: boolean;
  fault: ProviderFault;
}

/**
 * Compares the issuers when an error of openid-client is about them. They must be equal, or one provider could pose as another
 * (https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfigurationValidation).
 */
export function mismatchOf(error: unknown, configured: string): Mismatch | undefined {
  const { code, cause } = error as {
    code?: string;
    cause?: { attribute?: string; body?: { issuer?: unknown } };
  };
  const named = cause?.body?.issuer;
  if (code !== 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED' || cause?.attribute !== 'issuer') return undefined;
  if (typeof named !== 'string') return undefined;
  const onlyBySlash = named.replace(/\/+$/, '') === configured.replace(/\/+$/, '');
  return { named, onlyBySlash, fault: new ProviderFault(sentenceOf(configured, named), 'unusable', error) };
}

/** In place of what is no address (RFC 2606). */
const NOWHERE = 'https://nowhere.invalid';
/** What an address may consist of to be shown: the provider could write anything. */
const SHOWN = /^https?:\/\/[\w.:/~%-]{1,200}$/;

function sentenceOf(configured: string, named: string): string {
  const { origin, hostname, pathname } = new URL(URL.canParse(named) ? named : NOWHERE);
  if (/\{tenant_?id\}/i.test(named)) return manyTenants(configured, origin, undefined);
  if (hostname === 'sts.windows.net') {
    const tenant = pathname.split('/')[1];
    return `OIDC_ISSUER is ${configured}, Microsoft’s old address: set OIDC_ISSUER=https://login.microsoftonline.com/${tenant}/v2.0`;
  }
  const behindTls = named.replace(/^http:/, 'https:') === configured;
  const remedy = behindTls ? 'tell the provider that it is behind https.' : 'they must be the same.';
  return `OIDC_ISSUER is ${configured}, but the provider there calls itself ${SHOWN.test(named) ? named : 'something else'}: ${remedy}`;
}

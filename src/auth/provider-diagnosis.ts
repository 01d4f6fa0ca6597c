import { codeIn, connectionFault } from './connection-faults';
import { ProviderFault } from './provider-fault';

const DISCOVERY = '/.well-known/openid-configuration';

/** Finds out why a provider's description couldn't be had. @param error an error of openid-client's discovery */
export function diagnose(error: unknown, issuer: string): ProviderFault {
  if (error instanceof ProviderFault) return error;
  const response = responseIn(error);
  if (response) return ofStatus(response, issuer, error);
  const code = codeIn(error);
  if (code === 'OAUTH_RESPONSE_IS_NOT_JSON' || code === 'OAUTH_PARSE_ERROR' || code === 'OAUTH_INVALID_RESPONSE')
    return noProvider(issuer, error);
  return connectionFault(error, issuer);
}

/** There is an answer, but not a provider's: a home page, a proxy's form, another service. */
const noProvider = (issuer: string, cause: unknown) =>
  new ProviderFault(
    `OIDC_ISSUER is ${issuer}, but a web page or something else is there, not a sign-in provider: correct OIDC_ISSUER.`,
    'address',
    cause,
  );

/** The response that an error of openid-client is about. */
function responseIn(error: unknown): Response | undefined {
  for (let each = error; each instanceof Error; each = each.cause)
    if (each.cause instanceof Response) return each.cause;
  return undefined;
}

function ofStatus(response: Response, issuer: string, cause: unknown): ProviderFault {
  const { status, headers } = response;
  if (status === 200) return noProvider(issuer, cause);
  if (status >= 500 || status === 429 || status === 408 || status === 425)
    return new ProviderFault(
      `The sign-in provider at OIDC_ISSUER (${issuer}) answers ${status}: it may be down for maintenance.`,
      'passing',
      cause,
    );
  const sentence = status >= 300 && status < 400 ? led(headers.get('Location'), issuer) : missing(issuer, status);
  return new ProviderFault(sentence, 'address', cause);
}

function led(location: string | null, issuer: string): string {
  const target = location && URL.canParse(location, issuer) ? new URL(location, issuer) : undefined;
  return target?.pathname.endsWith(DISCOVERY) && target.protocol === 'https:' && !target.search
    ? `OIDC_ISSUER is ${issuer}, but the provider has moved: set OIDC_ISSUER=${target.origin}${target.pathname.slice(0, -DISCOVERY.length)}`
    : `OIDC_ISSUER is ${issuer}, but that address leads elsewhere: correct OIDC_ISSUER, or the proxy in between.`;
}

/** What to do when there is nothing at the provider's address, by the look of the address. */
function missing(issuer: string, status: number): string {
  const { origin, pathname } = new URL(issuer);
  const [, before = '', realm] = /^(.*)\/realms\/([^/]+)/.exec(pathname) ?? [];
  if (/^\/oauth2\/[^/]+\/?$/.test(pathname)) {
    const server =
      pathname.split('/')[2] === 'default' ? 'no “default” authorization server' : 'no such authorization server';
    return `This Okta account has ${server} (OIDC_ISSUER is ${issuer}): set OIDC_ISSUER=${origin}`;
  }
  if (realm !== undefined) {
    const other = before === '' ? `${origin}/auth/realms/${realm} for an old Keycloak` : `${origin}/realms/${realm}`;
    return `Keycloak has no realm “${realm}” at OIDC_ISSUER (${issuer}): correct the realm, or set OIDC_ISSUER=${other}`;
  }
  if (/^\/application\/o\//.test(pathname))
    return `Authentik has no such application (OIDC_ISSUER is ${issuer}): correct the application’s slug in OIDC_ISSUER.`;
  return status === 401 || status === 403
    ? `The address in OIDC_ISSUER (${issuer}) refuses this server with ${status}: correct OIDC_ISSUER, or what protects it.`
    : `There is no sign-in provider at OIDC_ISSUER (${issuer}); it answers ${status}: correct OIDC_ISSUER.`;
}

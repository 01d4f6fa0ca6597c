import { generateKeyPairSync, type JsonWebKey, randomBytes } from 'node:crypto';
import type { Provider } from 'oidc-provider';
import type { ProviderConfig } from '../../config';
import { StartError } from '../../start-error';
import { LocalAccounts } from './accounts';
import { memoryAdapters } from './memory-adapter';
import { escapeHtml, page } from './pages';

const HOUR = 3600;
// Seconds that tokens and the like live; as with Okta.
const TTL = {
  AccessToken: HOUR,
  AuthorizationCode: 60,
  IdToken: HOUR,
  Interaction: HOUR,
  Session: 24 * HOUR,
  Grant: 24 * HOUR,
};

/** Sets oidc-provider up with one client, the app, which needs nobody's consent. @throws {StartError} when the package isn't installed */
export async function createOidcProvider(
  credentials: ProviderConfig,
  publicUrl: string,
): Promise<{ provider: Provider; accounts: LocalAccounts }> {
  const { default: OidcProvider } = await importOidcProvider();
  const accounts = new LocalAccounts();
  const provider = new OidcProvider(credentials.issuer, {
    adapter: memoryAdapters(),
    clients: [clientOf(credentials, publicUrl)],
    jwks: { keys: [signingKey()] },
    cookies: { keys: [randomBytes(32).toString('hex')] },
    pkce: { required: () => true },
    ttl: TTL,
    claims: { openid: ['sub'], profile: ['name'] },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    findAccount: async (_ctx, subject) => accounts.find(subject),
    async loadExistingGrant(ctx) {
      const { client, session, provider } = ctx.oidc;
      const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    async renderError(ctx, { error_description: description, error }) {
      ctx.type = 'html';
      ctx.body = page(
        'Something went wrong',
        `<p>${escapeHtml(description ?? error)}</p><p><a href="${escapeHtml(publicUrl)}">Back to FamiliarFaces</a></p>`,
      );
    },
  });
  return { provider, accounts };
}

/**
 * Loads oidc-provider only when it is used, as it is a development dependency. On Node 20 it warns, while it loads, that it no
 * longer supports that version. What we use works there, and as the first line at the terminal the warning would look like our
 * fault, so this line is suppressed. There is no better way: the package uses `console.warn`, has no option against it,
 * and the file that doesn't warn (lib/provider.js) isn't its public interface.
 */
async function importOidcProvider(): Promise<typeof import('oidc-provider')> {
  const { warn } = console;
  console.warn = (...values) => String(values[0]).includes('Unsupported runtime') || warn.apply(console, values);
  try {
    return await import('oidc-provider');
  } catch (cause) {
    throw new StartError(
      'The built-in sign-in needs the development packages: run `npm install`, or set OIDC_ISSUER, CLIENT_ID, and CLIENT_SECRET.',
      { cause },
    );
  } finally {
    console.warn = warn;
  }
}

const clientOf = ({ clientId, clientSecret }: ProviderConfig, publicUrl: string) => ({
  client_id: clientId,
  client_secret: clientSecret,
  redirect_uris: [`${publicUrl}/authorization-code/callback`],
  post_logout_redirect_uris: [`${publicUrl}/logout/callback`],
  token_endpoint_auth_method: 'client_secret_post' as const,
  id_token_signed_response_alg: 'ES256' as const,
});

// Each start makes a new key: it takes no time, and tokens from before a restart are of no use anyway.
function signingKey(): JsonWebKey & { kty: string } {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    ...privateKey.export({ format: 'jwk' }),
    kty: 'EC',
    use: 'sig',
    alg: 'ES256',
    kid: randomBytes(8).toString('hex'),
  };
}

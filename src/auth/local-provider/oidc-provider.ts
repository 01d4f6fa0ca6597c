import { generateKeyPairSync, type JsonWebKey, randomBytes } from 'node:crypto';
import type { Provider } from 'oidc-provider';
import type { ProviderConfig } from '../../config';
import { StartError } from '../../start-error';
import { LocalAccounts } from './accounts';
import { memoryAdapters } from './memory-adapter';
import { escapeHtml, page } from './pages';

const HOUR = 3600;
// Okta's tokens live as long.
const TTL = {
  AccessToken: HOUR,
  AuthorizationCode: 60,
  IdToken: HOUR,
  Interaction: HOUR,
  Session: 24 * HOUR,
  Grant: 24 * HOUR,
};

/** oidc-provider with one client, the app, whom nobody has to consent to. */
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
 * Loads oidc-provider, only when it is used: it is a development dependency. While it loads it warns of Node 20, which it no
 * longer promises to support; what we use of it works there, and as the first line at the terminal it would look like our
 * fault. So this one line is held back, and only while it loads. There is no better way: the package says it to `console.warn`
 * alone, has no option against it, and what lies behind its entry (lib/provider.js, which doesn't warn) is not its public
 * interface.
 */
async function importOidcProvider(): Promise<typeof import('oidc-provider')> {
  const { warn } = console;
  console.warn = (...said) => String(said[0]).includes('Unsupported runtime') || warn.apply(console, said);
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

// A new one at each start: it takes no time, and nothing signed before is of use any more.
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

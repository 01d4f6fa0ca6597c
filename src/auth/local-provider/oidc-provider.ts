import type { JsonWebKey } from 'node:crypto';
import type { Account, AdapterFactory, Provider } from 'oidc-provider';
import type { ProviderConfig } from '../../config';
import type { BareContext } from '../../web/context';

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

/** A private key that signs tokens. */
export type SigningKey = JsonWebKey & { kty: string };

/** What differs between the provider that takes any name and the one with accounts. */
export interface OidcProviderOptions {
  credentials: ProviderConfig;
  publicUrl: string;
  /** Keeps what it has to know of sign-ins on their way. */
  adapter: AdapterFactory;
  /** The first signs, all verify. */
  signingKeys: SigningKey[];
  cookieKeys: readonly string[];
  /** The path of the session's cookie. Those of a sign-in have its own. */
  cookiePath: string;
  /** The address of the page that asks who somebody is. */
  interactionUrl(uid: string): string;
  findAccount(subject: string): Promise<Account | undefined>;
  /** Shows why a sign-in can't go on. */
  showError(ctx: BareContext, message: string): void;
}

/** Sets oidc-provider up with one client, the app, which needs nobody's consent. */
export async function createOidcProvider(options: OidcProviderOptions): Promise<Provider> {
  const { credentials, publicUrl, signingKeys, cookieKeys, cookiePath } = options;
  const { default: OidcProvider } = await importOidcProvider();
  const cookie = { httpOnly: true, sameSite: 'lax', signed: true } as const;
  return new OidcProvider(credentials.issuer, {
    adapter: options.adapter,
    clients: [clientOf(credentials, publicUrl)],
    jwks: { keys: signingKeys },
    cookies: { keys: [...cookieKeys], long: { ...cookie, path: cookiePath }, short: cookie },
    pkce: { required: () => true },
    ttl: TTL,
    claims: { openid: ['sub'], profile: ['name'] },
    features: { devInteractions: { enabled: false }, rpInitiatedLogout: { enabled: true } },
    interactions: { url: (_ctx, { uid }) => options.interactionUrl(uid) },
    findAccount: async (_ctx, subject) => options.findAccount(subject),
    // The app has sessions of its own, and fetches its tokens at once.
    expiresWithSession: async () => false,
    async loadExistingGrant(ctx) {
      const { client, session, provider } = ctx.oidc;
      const grant = new provider.Grant({ clientId: client?.clientId, accountId: session?.accountId });
      grant.addOIDCScope('openid profile');
      await grant.save();
      return grant;
    },
    async renderError(ctx, { error_description: description, error }) {
      options.showError(ctx, description ?? error);
    },
  });
}

/**
 * Loads oidc-provider only when it is used. On Node 20 it warns, while it loads, that it no longer supports that version. What we use
 * works there, and as the first line at the terminal the warning would look like our fault, so this line is suppressed. There is no
 * better way: the package uses `console.warn`, has no option against it, and the file that doesn't warn (lib/provider.js) isn't its
 * public interface.
 */
async function importOidcProvider(): Promise<typeof import('oidc-provider')> {
  const { warn } = console;
  console.warn = (...values) => String(values[0]).includes('Unsupported runtime') || warn.apply(console, values);
  try {
    return await import('oidc-provider');
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

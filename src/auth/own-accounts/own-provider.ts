import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { InteractionResults, Provider } from 'oidc-provider';
import type { Configuration } from 'openid-client';
import type { Catalog } from '../../catalog/catalog';
import type { ProviderConfig } from '../../config';
import { signInExpired } from '../../errors';
import type { BareContext, Context } from '../../web/context';
import { createHttpServer } from '../../web/http/http-server';
import { basePathOf } from '../../web/middleware/base-path';
import { configure } from '../discovery';
import { createOidcProvider } from '../local-provider/oidc-provider';
import { MOUNT } from './mount';
import type { OwnAccounts } from './own-accounts';
import { signingKeysOf } from './signing-keys';
import { storedSignIns } from './stored-sign-ins';

const HOST = '127.0.0.1';
const PATIENCE_SECONDS = 30;
/** What the app itself asks, on loopback. People never do. */
const FOR_APP = /^\/(token|jwks|me)$/;

interface Options {
  publicUrl: string;
  appSecrets: readonly string[];
  accounts: OwnAccounts;
  catalog: Catalog;
}

/**
 * The app's own OpenID provider: people see it below the app's address, so that it has the same host, port and certificate. The app fetches
 * its tokens on loopback, whatever PUBLIC_URL leads to.
 */
export class OwnProvider {
  private constructor(
    private readonly oidc: Provider,
    private readonly server: http.Server,
    private readonly base: string,
    private readonly accounts: OwnAccounts,
    readonly settings: ProviderConfig,
    readonly configuration: Configuration,
  ) {}

  static async start({ publicUrl, appSecrets, accounts, catalog }: Options): Promise<OwnProvider> {
    const settings = {
      issuer: publicUrl + MOUNT,
      clientId: 'familiar-faces',
      clientSecret: randomBytes(32).toString('hex'),
    };
    const oidc = await createOidcProvider({
      adapter: storedSignIns(catalog),
      ...{ credentials: settings, publicUrl, signingKeys: signingKeysOf(appSecrets), cookieKeys: appSecrets },
      cookiePath: basePathOf(publicUrl) + MOUNT,
      interactionUrl: (uid) => `${settings.issuer}/interaction/${uid}`,
      // Asked at each step: when the sign-in goes on, and when its code and its token are used.
      async findAccount(signInId) {
        const account = await accounts.findBySignIn(signInId);
        if (!account) return undefined;
        return { accountId: signInId, claims: async () => ({ sub: signInId, name: account.displayName }) };
      },
      showError() {
        throw signInExpired();
      },
    });
    const server = createHttpServer(PATIENCE_SECONDS);
    const answer = oidc.callback();
    server.on('request', (request, response) => {
      if (FOR_APP.test(request.url ?? '')) void answer(request, response);
      else response.writeHead(404).end();
    });
    await once(server.listen(0, HOST), 'listening');
    const { port } = server.address() as AddressInfo;
    const configuration = configurationOf(settings, `http://${HOST}:${port}`);
    return new OwnProvider(oidc, server, basePathOf(publicUrl), accounts, settings, configuration);
  }

  /** Answers a request of the OpenID protocol that comes by a browser. @param path below the provider: `/auth` */
  async answer(ctx: Context, path: string): Promise<void> {
    const outer = ctx.path;
    Object.assign(ctx, { mountPath: this.base + MOUNT });
    ctx.path = path;
    try {
      for (const each of this.oidc.middleware) await each(ctx as never, async () => {});
      // Whoever comes next signs in for themselves: the app has a session, the provider keeps none.
      const { oidc } = ctx as unknown as {
        oidc?: { session?: { destroyed?: boolean; accountId?: string; destroy(): unknown } };
      };
      if (oidc?.session?.accountId !== undefined) await oidc.session.destroy();
    } finally {
      ctx.path = outer;
    }
  }

  /** Requires that this browser has a sign-in with this id on its way. @throws signInExpired */
  async requirePending({ req, res }: BareContext, uid: string): Promise<void> {
    const details = await this.oidc.interactionDetails(req, res).catch(expired);
    if (details.uid !== uid) throw signInExpired();
  }

  /** Goes on with a sign-in after its page. @throws signInExpired, too when the account is gone or has another password since */
  async resume(ctx: Context, uid: string): Promise<void> {
    const { result } = (await this.oidc.Interaction.find(uid)) ?? {};
    const signInId = result?.login?.accountId;
    if (signInId !== undefined && !(await this.accounts.findBySignIn(signInId))) throw signInExpired();
    await this.answer(ctx, `/auth/${uid}`);
  }

  /** Ends the part of a sign-in in which somebody says who they are. @returns the path where it goes on @throws signInExpired */
  async finish({ req, res }: BareContext, uid: string, result: InteractionResults): Promise<string> {
    await this.oidc.interactionResult(req, res, result, { mergeWithLastSubmission: false }).catch(expired);
    return `${MOUNT}/auth/${uid}`;
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }
}

function expired(error: Error): never {
  throw error.name === 'SessionNotFound' ? signInExpired() : error;
}

/** Has nothing but what is known: it needs no discovery, and no address but the provider's on loopback. */
function configurationOf({ issuer, clientId, clientSecret }: ProviderConfig, loopback: string): Configuration {
  const server = {
    issuer,
    authorization_endpoint: `${issuer}/auth`,
    token_endpoint: `${loopback}/token`,
    jwks_uri: `${loopback}/jwks`,
    userinfo_endpoint: `${loopback}/me`,
    token_endpoint_auth_methods_supported: ['client_secret_post'],
    id_token_signing_alg_values_supported: ['ES256'],
    authorization_response_iss_parameter_supported: true,
  };
  return configure(server, { client_id: clientId, client_secret: clientSecret });
}

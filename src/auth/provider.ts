import type * as oidc from 'openid-client';
import type { Logger } from 'pino';
import type { Config, ProviderConfig } from '../config';
import { providerUnavailable } from '../errors';
import { discover, ProviderRefused, requireSafeIssuer } from './discovery';
import { type LocalProvider, startLocalProvider } from './local-provider/local-provider';

const REACH_MS = 2000;

/** The OpenID provider where people sign in: the configured one, or the app's own for this machine alone. */
export class Provider {
  readonly isLocal: boolean;
  /** The issuer under which users are stored. It is fixed for the local provider, whose port may change between starts. */
  readonly accountIssuer: string;
  private loading: Promise<oidc.Configuration> | undefined;
  private loaded: oidc.Configuration | undefined;

  private constructor(
    private readonly settings: ProviderConfig,
    private readonly local?: LocalProvider,
  ) {
    this.isLocal = local !== undefined;
    this.accountIssuer = local ? 'local' : settings.issuer.replace(/\/+$/, '');
  }

  /**
   * Looks a configured provider up, or starts the local one. If the provider doesn't answer, the app starts without it and asks
   * again at the next sign-in; people who are signed in can go on.
   * @throws {ProviderRefused} when it must not be used: http beyond loopback, another issuer than configured, or no endpoint for sign-in
   */
  static async start(config: Readonly<Config>, log: Logger): Promise<Provider> {
    if (!config.provider) {
      const local = await startLocalProvider({ ...config, preferredPort: (config.port + 1) % 65_536 });
      return new Provider(local, local);
    }
    requireSafeIssuer(config.provider.issuer);
    const provider = new Provider(config.provider);
    await provider.load().catch((error) => {
      if (error instanceof ProviderRefused) throw error;
      log.warn(
        { err: error, issuer: config.provider?.issuer },
        'failed to reach the sign-in provider; the next sign-in tries again',
      );
    });
    return provider;
  }

  /**
   * The provider's endpoints and the app's credentials there, fetched once.
   * @throws providerUnavailable, within a few seconds, when it doesn't answer; the next call fetches again
   */
  async configuration(): Promise<oidc.Configuration> {
    return this.load().catch((cause) => {
      throw providerUnavailable(cause);
    });
  }

  private load(): Promise<oidc.Configuration> {
    this.loading ??= discover(this.settings).then(
      (found) => (this.loaded = found),
      (error) => {
        this.loading = undefined;
        throw error;
      },
    );
    return this.loading;
  }

  /** Asks the provider for a sign of life. @returns whether it answered within two seconds */
  async isReachable(): Promise<boolean> {
    const address = new URL(this.settings.issuer);
    return fetch(address, { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(REACH_MS) }).then(
      ({ status }) => status < 500,
      () => false,
    );
  }

  /** The origins that sign-in and sign-out lead to, as far as they are known. */
  origins(): readonly string[] {
    const { authorization_endpoint, end_session_endpoint } = this.loaded?.serverMetadata() ?? {};
    const addresses = [this.settings.issuer, authorization_endpoint, end_session_endpoint].filter(
      (each) => each !== undefined,
    );
    return [...new Set(addresses.map((each) => new URL(each).origin))];
  }

  async close(): Promise<void> {
    await this.local?.close();
  }
}

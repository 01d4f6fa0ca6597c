import type * as oidc from 'openid-client';
import type { Logger } from 'pino';
import type { Config, ProviderConfig } from '../config';
import { providerUnavailable } from '../errors';
import { discover, ProviderRefused, requireSafeIssuer } from './discovery';
import { type LocalProvider, startLocalProvider } from './local-provider/local-provider';

const REACH_MS = 2000;

/** The OpenID provider that people sign in at: the configured one, or the app's own for this machine alone. */
export class Provider {
  readonly isLocal: boolean;
  /** What accounts are filed under. The local provider has a fixed name, because its port may change between starts. */
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
   * Makes a provider known, and starts the local one if none is configured. One that doesn't answer now is asked again at the
   * next sign-in: the app starts without it, and people who are signed in go on.
   * @throws {ProviderRefused} when it must not be used: http beyond loopback, or a provider that calls itself by another name
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
   * The provider's endpoints and ours at it, asked for once.
   * @throws providerUnavailable, within a few seconds, when it doesn't answer; the next call asks again
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

  /** Whether the provider answers at this moment. */
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

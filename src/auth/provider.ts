import type * as oidc from 'openid-client';
import type { Logger } from 'pino';
import type { Config, ProviderConfig } from '../config';
import { CALLBACK_PATH } from './client-check';
import { discover, requireSafeIssuer } from './discovery';
import { type LocalProvider, startLocalProvider } from './local-provider/local-provider';
import { ProviderCheck } from './provider-check';
import type { ProviderFault, ProviderHealth } from './provider-fault';

const REACH_MS = 2000;

/** The OpenID provider where people sign in: the configured one, or the app's own for this machine alone. */
export class Provider {
  readonly isLocal: boolean;
  /** The issuer under which users are stored. It is fixed for the local provider, whose port may change between starts. */
  readonly accountIssuer: string;
  /** Undefined for the local provider, which needs none. */
  private readonly check: ProviderCheck | undefined;
  private loading: Promise<oidc.Configuration> | undefined;
  private loaded: oidc.Configuration | undefined;

  private constructor(
    private readonly settings: ProviderConfig,
    publicUrl: string,
    log: Logger,
    private readonly local?: LocalProvider,
  ) {
    this.isLocal = local !== undefined;
    this.accountIssuer = local ? 'local' : settings.issuer.replace(/\/+$/, '');
    const { issuer } = settings;
    const callbackUrl = publicUrl + CALLBACK_PATH;
    if (!local)
      this.check = new ProviderCheck({
        issuer,
        callbackUrl,
        discover: () => (this.loaded ? discover(settings) : this.load()),
        log,
      });
  }

  /**
   * Tries a configured provider, or starts the local one. If the provider doesn't answer or doesn't accept the app, the app starts all
   * the same, says why, and asks again at the next sign-in; people who are signed in can go on.
   * @throws {ProviderFault} when it must not be used: http beyond loopback, another issuer than configured, or nothing that sign-in needs
   */
  static async start(config: Readonly<Config>, log: Logger): Promise<Provider> {
    const { publicUrl } = config;
    if (!config.provider) {
      const local = await startLocalProvider({ ...config, preferredPort: (config.port + 1) % 65_536 });
      return new Provider(local, publicUrl, log, local);
    }
    requireSafeIssuer(config.provider.issuer);
    const provider = new Provider(config.provider, publicUrl, log);
    const fault = await provider.check?.look();
    if (fault?.kind === 'unusable') throw fault;
    return provider;
  }

  /**
   * The provider's endpoints and the app's credentials there, fetched once.
   * @throws {ProviderFault} within a few seconds, when there is no usable answer; the next call fetches again
   */
  configuration(): Promise<oidc.Configuration> {
    return this.load();
  }

  private load(): Promise<oidc.Configuration> {
    this.loading ??= discover(this.settings).then(
      (found) => {
        this.loaded = found;
        this.check?.answered();
        return found;
      },
      (error) => {
        this.loading = undefined;
        throw error;
      },
    );
    return this.loading;
  }

  /** Looks once more whether the provider accepts the app, if it didn't. @throws {ProviderFault} when people would sign in for nothing */
  async requireAccepted(): Promise<void> {
    await this.check?.requireAccepted();
  }

  /** Takes note of how a sign-in ended: with a fault of the provider, or well. */
  noteSignIn(fault?: ProviderFault): void {
    if (fault) this.check?.failed(fault);
    else this.check?.worked();
  }

  /** What is wrong with the provider, as far as a look of the last minute found out; undefined when nothing is. */
  async health(): Promise<ProviderHealth | undefined> {
    return this.check?.health();
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
    // `discover` refuses what is no address. Every answer depends on this list, so it is looked at once more.
    return [...new Set(addresses.filter((each) => URL.canParse(each)).map((each) => new URL(each).origin))];
  }

  async close(): Promise<void> {
    await this.local?.close();
  }
}

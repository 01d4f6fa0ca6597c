import type * as oidc from 'openid-client';
import type { Logger } from 'pino';
import type { Config, ProviderConfig } from '../config';
import { CALLBACK_PATH } from './client-check';
import { discover, requireSafeIssuer } from './discovery';
import { startLocalProvider } from './local-provider/local-provider';
import { OWN_ISSUER, subjectIn } from './own-accounts/own-account';
import type { OwnProvider } from './own-accounts/own-provider';
import { ProviderCheck } from './provider-check';
import type { ProviderFault, ProviderHealth } from './provider-fault';

const REACH_MS = 2000;

/** A provider of the app's own. */
interface OwnSource {
  kind: 'any name' | 'own accounts';
  /** The issuer under which users are stored. It is fixed: ports and addresses may change between starts. */
  accountIssuer: string;
  close(): Promise<void>;
}

/** The OpenID provider where people sign in: the configured one, the app's own with accounts, or the one for this machine alone. */
export class Provider {
  /** Whether it is a part of the app. It always asks who somebody is. */
  readonly isLocal: boolean;
  readonly takesAnyName: boolean;
  /** The issuer under which users are stored. */
  readonly accountIssuer: string;
  /** Undefined for the app's own providers, which need none. */
  private readonly check: ProviderCheck | undefined;
  private loading: Promise<oidc.Configuration> | undefined;
  private loaded: oidc.Configuration | undefined;

  private constructor(
    private readonly settings: ProviderConfig,
    publicUrl: string,
    log: Logger,
    private readonly local?: OwnSource,
  ) {
    this.isLocal = local !== undefined;
    this.takesAnyName = local?.kind === 'any name';
    this.accountIssuer = local ? local.accountIssuer : settings.issuer.replace(/\/+$/, '');
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
   * Tries a configured provider, takes the app's own with accounts, or starts the one that takes any name. If the provider doesn't answer or doesn't accept the app, the app starts all
   * the same, says why, and asks again at the next sign-in; people who are signed in can go on.
   * @param own where people have accounts of their own
   * @throws {ProviderFault} when it must not be used: http beyond loopback, another issuer than configured, or nothing that sign-in needs
   */
  static async start(config: Readonly<Config>, log: Logger, own?: OwnProvider): Promise<Provider> {
    const { publicUrl } = config;
    if (own) {
      const source = { kind: 'own accounts', accountIssuer: OWN_ISSUER, close: () => own.close() } as const;
      const provider = new Provider(own.settings, publicUrl, log, source);
      provider.loaded = own.configuration;
      provider.loading = Promise.resolve(own.configuration);
      return provider;
    }
    if (!config.provider) {
      const local = await startLocalProvider({ ...config, preferredPort: (config.port + 1) % 65_536 });
      const source = { kind: 'any name', accountIssuer: 'local', close: local.close } as const;
      return new Provider(local, publicUrl, log, source);
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

  /** The subject under which a user is stored. @param named in an ID token: the app's own provider adds the version of the account */
  subjectOf(named: string): string {
    return this.accountIssuer === OWN_ISSUER ? subjectIn(named) : named;
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

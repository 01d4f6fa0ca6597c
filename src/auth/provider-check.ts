import type * as oidc from 'openid-client';
import type { Logger } from 'pino';
import { MINUTE_MS } from '../units';
import { requireKnownClient } from './client-check';
import { diagnose } from './provider-diagnosis';
import type { ProviderFault, ProviderHealth } from './provider-fault';
import { requireKeys } from './provider-keys-check';

/** How long what was found counts, so that health checks, however many, cost the provider little. */
const GOOD_FOR_MS = MINUTE_MS;
const FAULTY_FOR_MS = 10_000;
/** People who want to sign in needn't wait that long after a setting was corrected at the provider. */
const ASK_AGAIN_MS = 2000;

interface Watched {
  issuer: string;
  /** Where the provider sends people back to. */
  callbackUrl: string;
  /** Asks the provider for its description. */
  discover(): Promise<oidc.Configuration>;
  log: Logger;
}

/** Tries what a sign-in needs, remembers what is wrong, and says it once in the log. */
export class ProviderCheck {
  private fault: ProviderFault | undefined;
  /** By `performance.now()`. */
  private lookedAt = Number.NEGATIVE_INFINITY;
  private looking: Promise<ProviderFault | undefined> | undefined;
  private hasAnswered = false;
  /** The app's credentials are tried only until they have been good once: each try leaves a line in the provider's log. */
  private clientIsKnown = false;

  constructor(private readonly watched: Watched) {}

  /** What keeps people from signing in, as of a short while ago; undefined when nothing does. */
  async look(maxAgeMs = this.fault ? FAULTY_FOR_MS : GOOD_FOR_MS): Promise<ProviderFault | undefined> {
    if (performance.now() - this.lookedAt < maxAgeMs) return this.fault;
    this.looking ??= this.tryAll()
      .then((found) => this.remember(found))
      .finally(() => {
        this.looking = undefined;
      });
    return this.looking;
  }

  /** The same, for health checks. */
  async health(): Promise<ProviderHealth | undefined> {
    const found = await this.look();
    return found && { lasts: this.lasts(found), message: found.message };
  }

  /** Whether the provider still refuses the app, if it did when it was last looked at. @throws {ProviderFault} when it does */
  async requireAccepted(): Promise<void> {
    if (this.fault?.kind !== 'refused') return;
    const found = await this.look(ASK_AGAIN_MS);
    if (found?.kind === 'refused') throw found;
  }

  /** Takes note that a sign-in met a fault. */
  failed(fault: ProviderFault): void {
    if (fault.kind === 'refused') this.clientIsKnown = false;
    this.remember(fault);
    this.lookedAt = Number.NEGATIVE_INFINITY;
  }

  /** Takes note that the provider has described itself. */
  answered(): void {
    this.hasAnswered = true;
    if (this.fault && this.fault.kind !== 'refused') this.lookedAt = Number.NEGATIVE_INFINITY;
  }

  /** Takes note that someone has signed in. */
  worked(): void {
    this.clientIsKnown = true;
    this.fault = undefined;
    this.lookedAt = performance.now();
  }

  private lasts({ kind }: ProviderFault): boolean {
    return kind === 'unusable' || kind === 'slip' || kind === 'refused' || (kind === 'address' && !this.hasAnswered);
  }

  private async tryAll(): Promise<ProviderFault | undefined> {
    const { issuer, callbackUrl } = this.watched;
    try {
      const provider = await this.watched.discover();
      this.hasAnswered = true;
      await requireKeys(provider, issuer);
      if (!this.clientIsKnown) await requireKnownClient(provider, callbackUrl);
      this.clientIsKnown = true;
      return undefined;
    } catch (error) {
      return diagnose(error, issuer);
    }
  }

  private remember(found: ProviderFault | undefined): ProviderFault | undefined {
    const isNews = found !== undefined && found.message !== this.fault?.message && found.kind !== 'unusable';
    this.fault = found;
    this.lookedAt = performance.now();
    if (isNews) this.watched.log[this.lasts(found) ? 'error' : 'warn'](`sign-in: ${found.message}`);
    return found;
  }
}

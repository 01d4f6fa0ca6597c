import * as oidc from 'openid-client';
import { MINUTE_MS } from '../units';
import { boundedFetch } from './bounded-fetch';
import { configure } from './discovery';
import { usableKeys } from './published-keys';

/** openid-client only fetches keys anew when the ones it has are this old. */
const STALE_SECONDS = 60;
/** How often the app fetches the provider's keys at most, whatever keys its tokens name. */
const MAX_PER_MINUTE = 10;

interface KnownKeys {
  jwks: oidc.JWKS;
  /** When they were fetched, in milliseconds since 1970. */
  since: number;
}

/**
 * Keeps the provider's public keys from one sign-in to the next. openid-client caches them as well, but rejects a key that it
 * doesn't know while its cache is younger than a minute, so nobody could sign in right after a key rotation.
 */
export class ProviderKeys {
  private known: KnownKeys | undefined;
  /** The fetch that is running. It resolves to a factory, as each caller needs a response whose body hasn't been read. */
  private fetching: Promise<() => Response> | undefined;
  /** When keys were fetched within the last minute, in milliseconds since 1970. */
  private fetchedAt: number[] = [];

  constructor(private readonly provider: oidc.Configuration) {}

  /** Runs one exchange with the provider. If it meets an unknown key, the keys are fetched anew, once. */
  async withKeys<Result>(exchange: (provider: oidc.Configuration) => Promise<Result>): Promise<Result> {
    // openid-client caches keys by configuration, so each exchange has its own.
    const provider = configure(this.provider.serverMetadata(), this.provider.clientMetadata());
    const { jwks_uri: address } = provider.serverMetadata();
    const cached = this.known;
    provider[oidc.customFetch] = (url, options) =>
      url === address ? this.fetchKeys(cached, url, options) : boundedFetch(url, options);
    if (cached) oidc.setJwksCache(provider, asStale(cached));
    return exchange(provider);
  }

  /** Answers with newer keys than the cached ones. Exchanges that need them at the same time share one fetch. */
  private async fetchKeys(
    cached: KnownKeys | undefined,
    url: string,
    options: oidc.CustomFetchOptions,
  ): Promise<Response> {
    if (this.known && this.known !== cached) return Response.json(this.known.jwks);
    this.fetching ??= this.fetchOnce(url, options).finally(() => {
      this.fetching = undefined;
    });
    return (await this.fetching)();
  }

  private async fetchOnce(url: string, options: oidc.CustomFetchOptions): Promise<() => Response> {
    const now = Date.now();
    this.fetchedAt = this.fetchedAt.filter((at) => Math.abs(now - at) < MINUTE_MS);
    const known = this.known;
    if (known && this.fetchedAt.length >= MAX_PER_MINUTE) return () => Response.json(known.jwks);
    this.fetchedAt.push(now);
    const response = await boundedFetch(url, options);
    const { status, headers } = response;
    const text = await response.text();
    const keys = status === 200 ? usableKeys(parse(text)) : undefined;
    // openid-client refuses what isn't a list of keys.
    if (!keys) return () => new Response(text || null, { status, headers });
    const jwks = { keys };
    this.known = { jwks, since: now };
    return () => Response.json(jwks);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Keys with a date so old that openid-client fetches them anew when a key is missing. */
function asStale({ jwks, since }: KnownKeys): oidc.ExportedJWKSCache {
  // Keys from the future, before a clock jumped back, count as old too: else they would count as new until it has caught up.
  const age = Math.abs(Date.now() - since);
  return { jwks, uat: Math.floor((Date.now() - age) / 1000) - STALE_SECONDS };
}

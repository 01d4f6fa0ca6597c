import * as oidc from 'openid-client';
import { MINUTE_MS } from '../units';
import { configure } from './discovery';

/** openid-client asks for a key that it doesn't know only when those it has are this old. */
const STALE_SECONDS = 60;
/** Whatever keys the provider's tokens name, it is asked for them no more often than this. */
const MAX_PER_MINUTE = 10;

interface KnownKeys {
  jwks: oidc.JWKS;
  since: number;
}

/**
 * The provider's public keys, kept from one sign-in to the next. openid-client keeps them as well, but takes a key that it
 * doesn't know for a lie as long as its own are younger than a minute, so that nobody could sign in right after a rotation.
 */
export class ProviderKeys {
  private known: KnownKeys | undefined;
  /** Makes an answer for each who waits: a body can be read but once. */
  private asking: Promise<() => Response> | undefined;
  private askedAt: number[] = [];

  constructor(private readonly provider: oidc.Configuration) {}

  /** Runs one exchange with the provider: a key that is unknown is asked for once. */
  async withKeys<Result>(exchange: (provider: oidc.Configuration) => Promise<Result>): Promise<Result> {
    // openid-client keeps keys by configuration, so each exchange has its own.
    const provider = configure(this.provider.serverMetadata(), this.provider.clientMetadata());
    const { jwks_uri: address } = provider.serverMetadata();
    const lent = this.known;
    provider[oidc.customFetch] = (url, options) =>
      url === address ? this.fetchKeys(lent, url, options) : fetch(url, options as RequestInit);
    if (lent) oidc.setJwksCache(provider, asStale(lent));
    return exchange(provider);
  }

  /** Answers with newer keys than those lent: whoever asks at the same time shares a question. */
  private async fetchKeys(
    lent: KnownKeys | undefined,
    url: string,
    options: oidc.CustomFetchOptions,
  ): Promise<Response> {
    if (this.known && this.known !== lent) return Response.json(this.known.jwks);
    this.asking ??= this.ask(url, options).finally(() => {
      this.asking = undefined;
    });
    return (await this.asking)();
  }

  private async ask(url: string, options: oidc.CustomFetchOptions): Promise<() => Response> {
    const now = Date.now();
    this.askedAt = this.askedAt.filter((at) => Math.abs(now - at) < MINUTE_MS);
    const known = this.known;
    if (known && this.askedAt.length >= MAX_PER_MINUTE) return () => Response.json(known.jwks);
    this.askedAt.push(now);
    const response = await fetch(url, options as RequestInit);
    const { status, headers } = response;
    const text = await response.text();
    const answer = () => new Response(text || null, { status, headers });
    const jwks = await answer()
      .json()
      .catch(() => undefined); // what is no JSON is openid-client's to refuse
    if (status === 200 && jwks) this.known = { jwks: jwks as oidc.JWKS, since: now };
    return answer;
  }
}

/** Keys made out to be so old that one which is not among them is asked for. */
function asStale({ jwks, since }: KnownKeys): oidc.ExportedJWKSCache {
  // A clock that jumped back makes them old, too: else they would be taken for new until it has caught up.
  const age = Math.abs(Date.now() - since);
  return { jwks, uat: Math.floor((Date.now() - age) / 1000) - STALE_SECONDS };
}

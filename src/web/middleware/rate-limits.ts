import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Rates } from '../../config';
import { tooManyGuesses, tooManyRequests } from '../../errors';
import type { Context, Middleware } from '../context';
import { isForApi, isNewEvent } from '../responses/api-paths';
import type { GuessLimit, GuessLimits } from './guess-limits';
import { isFromElsewhere, isHealthCheck } from './request-kinds';
import { visitorOf } from './visitors';

const MINUTE_SECONDS = 60;

const secondsOf = ({ msBeforeNext }: RateLimiterRes) => Math.max(1, Math.ceil(msBeforeNext / 1000));

/**
 * Limits the requests per minute of each visitor: a user, or an address without one. A restart resets the counts. What guards against guessing
 * counts for all processes that share the catalog, everything else in each.
 */
export class RateLimits {
  private readonly addresses: RateLimiterMemory;
  private readonly users: RateLimiterMemory;
  private readonly signIns: GuessLimit;
  /** Links on other sites that were followed. They count by themselves: a page that opens them one after another blocks nothing else. */
  private readonly links: RateLimiterMemory;
  private readonly misses: GuessLimit;
  /** All keys of a user together. They have as much as the user's pages, and take nothing from those: a key may be public. */
  private readonly keys: RateLimiterMemory;
  private readonly keyMisses: GuessLimit;
  private readonly events: RateLimiterMemory;

  constructor({ perAddress, perUser, signIns, misses, events }: Rates, guesses: GuessLimits) {
    const limiter = (points: number) => new RateLimiterMemory({ points, duration: MINUTE_SECONDS });
    this.addresses = limiter(perAddress);
    this.users = limiter(perUser);
    this.signIns = guesses('sign-ins', signIns, MINUTE_SECONDS);
    this.links = limiter(signIns);
    this.misses = guesses('misses', misses, MINUTE_SECONDS);
    this.keys = limiter(perUser);
    this.keyMisses = guesses('misses by keys', misses, MINUTE_SECONDS);
    this.events = limiter(events);
  }

  /**
   * Counts a request of a visitor.
   * @param from.isLink whether it came from another site
   * @param from.isByKey whether a key of the user opened it
   * @returns what is left to the visitor
   * @throws tooManyRequests; tooManyGuesses after too many requests for addresses that don't exist
   */
  async count(visitor: number | string, { isLink, isByKey }: Origin): Promise<Left> {
    if (isLink) return consume(this.links, visitor);
    if (typeof visitor === 'string') return consume(this.addresses, visitor);
    const left = await consume(isByKey ? this.keys : this.users, visitor);
    const missed = await this.missesOf(isByKey).get(visitor);
    if (missed && missed.consumedPoints > this.misses.points) throw tooManyGuesses(secondsOf(missed));
    return left;
  }

  private missesOf(isByKey: boolean): GuessLimit {
    return isByKey ? this.keyMisses : this.misses;
  }

  /** Counts events that a user's program sends. @throws tooManyRequests */
  countEvents(userId: number, events = 1): Promise<Left> {
    return consume(this.events, userId, events);
  }

  /** Counts a sign-in of a visitor. @throws tooManyRequests */
  async countSignIn(visitor: number | string): Promise<void> {
    await consume(this.signIns, visitor);
  }

  /** Counts a request of a user for an address that doesn't exist. */
  async countMiss(userId: number, isByKey: boolean): Promise<void> {
    await this.missesOf(isByKey).penalty(userId);
  }
}

/** Where a request comes from. */
interface Origin {
  isLink: boolean;
  isByKey: boolean;
}

/** What a visitor may still ask for. */
export interface Left {
  /** Requests per minute. */
  limit: number;
  remaining: number;
  /** Until the count begins anew. */
  seconds: number;
}

const leftOf = (limiter: GuessLimit, result: RateLimiterRes): Left => ({
  limit: limiter.points,
  remaining: Math.max(0, result.remainingPoints),
  seconds: secondsOf(result),
});

async function consume(limiter: GuessLimit, key: string | number, points = 1): Promise<Left> {
  try {
    return leftOf(limiter, await limiter.consume(key, points));
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const refused = tooManyRequests(secondsOf(error));
    throw Object.assign(refused, { headers: { ...refused.headers, ...limitHeaders(leftOf(limiter, error)) } });
  }
}

/** Says what is left (https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/). */
const limitHeaders = ({ limit, remaining, seconds }: Left) => ({
  'RateLimit-Policy': `"minute";q=${limit};w=${MINUTE_SECONDS}`,
  RateLimit: `"minute";r=${remaining};t=${seconds}`,
});

const setLimitHeaders = (ctx: Context, left: Left) => ctx.set(limitHeaders(left));

/**
 * Limits the requests of a visitor: of a user from any address, so that nobody at the same address is kept out; of an address without a
 * user. Events that programs send count by themselves, as there may be very many.
 * @param exceptions.isUrgent requests that are never refused
 * @param exceptions.isAwaited requests that another site makes for us, such as the end of a sign-in
 */
export function limitRequests(
  limits: RateLimits,
  { isUrgent, isAwaited }: Record<'isUrgent' | 'isAwaited', (ctx: Context) => boolean>,
): Middleware {
  return async function limitRequest(ctx, next) {
    if (isHealthCheck(ctx) || isUrgent(ctx)) return next();
    const isLink = isFromElsewhere(ctx) && !isAwaited(ctx) && !isForApi(ctx);
    ctx.state.isLink = isLink;
    const userId = ctx.state.user?.id;
    const isByKey = ctx.state.key !== undefined;
    const isEvent = userId !== undefined && isNewEvent(ctx);
    const left = await (isEvent ? limits.countEvents(userId) : limits.count(visitorOf(ctx), { isLink, isByKey }));
    if (isForApi(ctx)) setLimitHeaders(ctx, left);
    const countMiss = async () => {
      if (userId !== undefined && !isLink) await limits.countMiss(userId, isByKey);
    };
    try {
      await next();
    } catch (error) {
      if ((error as { status?: unknown }).status === 404) await countMiss();
      throw error;
    }
    if (ctx.status === 404) await countMiss();
  };
}

/**
 * Limits the sign-ins from an address. Put it before the sign-in routes, as each sign-in costs the provider something,
 * too. Sign-ins that began with a link on another site have been counted as such.
 */
export function limitSignIns(limits: RateLimits): Middleware {
  return async function limitSignIn(ctx, next) {
    if (!ctx.state.isLink) await limits.countSignIn(visitorOf(ctx));
    return next();
  };
}

import ipaddr from 'ipaddr.js';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { UserSlots } from '../../concurrency/user-slots';
import type { Rates } from '../../config';
import { tooManyAtOnce, tooManyGuesses, tooManyRequests } from '../../errors';
import type { Context, Middleware } from '../context';

const MINUTE_SECONDS = 60;
/**
 * How many requests of one user may change something at once. Our pages send two; each may hold the files of an upload.
 */
const MAX_CHANGES_AT_ONCE = 8;
/** An IPv6 address counts by its first bytes: a subscriber gets at least a whole network (RFC 6177). */
const NETWORK_BYTES = 8;

const secondsOf = ({ msBeforeNext }: RateLimiterRes) => Math.max(1, Math.ceil(msBeforeNext / 1000));

/** Returns the key that an address counts under: itself, or its IPv6 network. */
function keyOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv6' ? parsed.toByteArray().slice(0, NETWORK_BYTES).join('.') : parsed.toString();
}

/** Limits the requests per minute of each address and each user. A restart resets the counts. */
export class RateLimits {
  private readonly addresses: RateLimiterMemory;
  private readonly signIns: RateLimiterMemory;
  private readonly users: RateLimiterMemory;
  private readonly misses: RateLimiterMemory;
  /** Requests that change something, by user. */
  readonly changes = new UserSlots(MAX_CHANGES_AT_ONCE, tooManyAtOnce);

  constructor({ perAddress, perUser, signIns, misses }: Rates) {
    const limiter = (points: number) => new RateLimiterMemory({ points, duration: MINUTE_SECONDS });
    this.addresses = limiter(perAddress);
    this.signIns = limiter(signIns);
    this.users = limiter(perUser);
    this.misses = limiter(misses);
  }

  /** Counts a request of an address. @throws tooManyRequests */
  countRequest(address: string): Promise<void> {
    return consume(this.addresses, keyOf(address));
  }

  /** Counts a sign-in from an address. @throws tooManyRequests */
  countSignIn(address: string): Promise<void> {
    return consume(this.signIns, keyOf(address));
  }

  /**
   * Counts a request of a user.
   * @throws tooManyRequests; tooManyGuesses after too many requests for addresses that don't exist
   */
  async countUser(userId: number): Promise<void> {
    await consume(this.users, userId);
    const missed = await this.misses.get(userId);
    if (missed && missed.consumedPoints > this.misses.points) throw tooManyGuesses(secondsOf(missed));
  }

  /** Counts a request of a user for an address that doesn't exist. */
  async countMiss(userId: number): Promise<void> {
    await this.misses.penalty(userId);
  }
}

async function consume(limiter: RateLimiterMemory, key: string | number): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (error) {
    throw error instanceof RateLimiterRes ? tooManyRequests(secondsOf(error)) : error;
  }
}

/** Supervisors may check the app's health as often as they like. */
const isUnlimited = (ctx: Context) => ctx.path.startsWith('/health/');

/** Limits the requests of an address, before the session is read. */
export function limitAddresses(limits: RateLimits): Middleware {
  return async function limitAddress(ctx, next) {
    if (!isUnlimited(ctx)) await limits.countRequest(ctx.ip);
    return next();
  };
}

/**
 * Limits the sign-ins from an address. Put it before the sign-in routes, as each sign-in costs the provider something,
 * too.
 */
export function limitSignIns(limits: RateLimits): Middleware {
  return async function limitSignIn(ctx, next) {
    await limits.countSignIn(ctx.ip);
    return next();
  };
}

/** Limits the requests of a signed-in user from any address, so that others are served, too. */
export function limitUsers(limits: RateLimits): Middleware {
  return async function limitUser(ctx, next) {
    const userId = ctx.state.user?.id;
    if (userId === undefined || isUnlimited(ctx)) return next();
    await limits.countUser(userId);
    const changes = ctx.method !== 'GET' && ctx.method !== 'HEAD';
    try {
      await (changes ? limits.changes.run(userId, next) : next());
    } catch (error) {
      if ((error as { status?: unknown }).status === 404) await limits.countMiss(userId);
      throw error;
    }
    if (ctx.status === 404) await limits.countMiss(userId);
  };
}

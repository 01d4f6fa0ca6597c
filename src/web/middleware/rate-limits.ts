import ipaddr from 'ipaddr.js';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { UserSlots } from '../../concurrency/user-slots';
import type { Rates } from '../../config';
import { tooManyAtOnce, tooManyGuesses, tooManyRequests } from '../../errors';
import type { Context, Middleware } from '../context';

const MINUTE_SECONDS = 60;
/** Requests of one user that change something, at the same time. A page of ours sends two; each may hold an upload's files. */
const MAX_CHANGES_AT_ONCE = 8;
/** Of an IPv6 address: who is given one is given at least all that begin like it (RFC 6177). */
const NETWORK_BYTES = 8;

const secondsOf = ({ msBeforeNext }: RateLimiterRes) => Math.max(1, Math.ceil(msBeforeNext / 1000));

/** Whom an address stands for: itself, or the IPv6 network it is in. */
function keyOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  return parsed.kind() === 'ipv6' ? parsed.toByteArray().slice(0, NETWORK_BYTES).join('.') : parsed.toString();
}

/** How much one address or one user may ask for, each a number a minute. What is counted is forgotten at a restart. */
export class RateLimits {
  private readonly addresses: RateLimiterMemory;
  private readonly signIns: RateLimiterMemory;
  private readonly users: RateLimiterMemory;
  private readonly misses: RateLimiterMemory;
  /** Of what changes something. */
  readonly changes = new UserSlots(MAX_CHANGES_AT_ONCE, tooManyAtOnce);

  constructor({ perAddress, perUser, signIns, misses }: Rates) {
    const limiter = (points: number) => new RateLimiterMemory({ points, duration: MINUTE_SECONDS });
    this.addresses = limiter(perAddress);
    this.signIns = limiter(signIns);
    this.users = limiter(perUser);
    this.misses = limiter(misses);
  }

  /** @throws tooManyRequests */
  countRequest(address: string): Promise<void> {
    return consume(this.addresses, keyOf(address));
  }

  /** @throws tooManyRequests */
  countSignIn(address: string): Promise<void> {
    return consume(this.signIns, keyOf(address));
  }

  /** @throws tooManyRequests, and tooManyGuesses to who has asked for too much that isn't there */
  async countUser(userId: number): Promise<void> {
    await consume(this.users, userId);
    const missed = await this.misses.get(userId);
    if (missed && missed.consumedPoints > this.misses.points) throw tooManyGuesses(secondsOf(missed));
  }

  /** Something was asked for that isn't there. */
  async countMiss(userId: number): Promise<void> {
    await this.misses.penalty(userId);
  }
}

async function consume(limiter: RateLimiterMemory, key: string | number): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (reached) {
    throw reached instanceof RateLimiterRes ? tooManyRequests(secondsOf(reached)) : reached;
  }
}

/** Supervisors ask as often as they like, and are answered whatever else goes on. */
const isUnlimited = (ctx: Context) => ctx.path.startsWith('/health/');

/** Bounds what an address may ask for, before anybody looks into who it is. */
export function limitAddresses(limits: RateLimits): Middleware {
  return async function limitAddress(ctx, next) {
    if (!isUnlimited(ctx)) await limits.countRequest(ctx.ip);
    return next();
  };
}

/** Put before the routes of a sign-in: each costs the provider something, too. */
export function limitSignIns(limits: RateLimits): Middleware {
  return async function limitSignIn(ctx, next) {
    await limits.countSignIn(ctx.ip);
    return next();
  };
}

/** Bounds what a signed-in user may ask for, whatever the addresses: others are to be served as well. */
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

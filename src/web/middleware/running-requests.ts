import { Readable } from 'node:stream';
import { FairGate } from '../../concurrency/fair-gate';
import { tooManyAtOnce } from '../../errors';
import type { Context, Middleware } from '../context';
import { isNewEvent } from '../responses/api-paths';
import { clientAbortSignal } from '../responses/client-abort';
import { isHealthCheck, isRead } from './request-kinds';
import { keyOf, visitorOf } from './visitors';

/**
 * Pages and pictures of one visitor. Browsers open six connections, but behind a proxy with HTTP/2 a page of two hundred thumbnails asks
 * for a hundred at once: they wait for their turn, which takes a moment.
 */
const READS = { atOnce: 12, waiting: 500 };
/** Requests of one visitor that change something. Our pages send two at a time. Each may hold the files of an upload, so none waits. */
const CHANGES = { atOnce: 8, waiting: 0 };
/** Events that programs send: small ones, which are written together. */
const EVENTS = { atOnce: 200, waiting: 2000 };
/** Visitors who aren't signed in are told apart by their address, which a household or a whole company may share. */
const STRANGERS = { atOnce: 32, waiting: 500 };
/** All requests of an address, before it is known who sent them: however many arrive at once, they are looked at one by one. */
const ARRIVALS = { atOnce: Number.POSITIVE_INFINITY, waiting: 0 };

/** Limits how many requests of one visitor run at the same time, and takes turns between visitors. */
export class RunningRequests {
  readonly arrivals: FairGate;
  private readonly reads: FairGate;
  private readonly changes: FairGate;
  private readonly strangers: FairGate;
  private readonly events: FairGate;

  /** @param waitMs how long a request may wait for its turn, in milliseconds */
  constructor(waitMs: number) {
    const gate = (limits: { atOnce: number; waiting: number }) => new FairGate({ ...limits, waitMs }, tooManyAtOnce);
    this.arrivals = gate(ARRIVALS);
    this.reads = gate(READS);
    this.changes = gate(CHANGES);
    this.strangers = gate(STRANGERS);
    this.events = gate(EVENTS);
  }

  /** Which of the gates a request goes through. */
  gateOf(ctx: Context): FairGate {
    if (!ctx.state.user) return this.strangers;
    if (isNewEvent(ctx)) return this.events;
    return isRead(ctx) ? this.reads : this.changes;
  }
}

/** Lets the event loop turn before a request is looked at, and takes turns between addresses. */
export function takeArrivals({ arrivals }: RunningRequests): Middleware {
  return async function takeArrival(ctx, next) {
    if (!isHealthCheck(ctx)) (await arrivals.enter(keyOf(ctx.ip), clientAbortSignal(ctx)))();
    return next();
  };
}

/**
 * Lets a request begin when its visitor's turn has come.
 * @param isUrgent requests that never wait
 */
export function takeTurns(running: RunningRequests, isUrgent: (ctx: Context) => boolean): Middleware {
  return async function takeTurn(ctx, next) {
    if (isHealthCheck(ctx) || isUrgent(ctx)) return next();
    const signal = clientAbortSignal(ctx);
    const end = await running.gateOf(ctx).enter(visitorOf(ctx), signal);
    try {
      await next();
    } catch (error) {
      end();
      throw error;
    }
    if (isHeldInMemory(ctx) && !signal.aborted) ctx.res.once('close', end);
    else end();
  };
}

/** A page waits in memory for its reader. A stream doesn't, and those who send one limit how many there are. */
const isHeldInMemory = ({ body }: Context) => !(body instanceof Readable);

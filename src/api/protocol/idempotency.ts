import { LRUCache } from 'lru-cache';
import type { Catalog } from '../../catalog/catalog';
import { surelyPast } from '../../concurrency/schedule';
import * as errors from '../../errors';
import { boundOfKey, boundOfMaker, removeRequests, removeRequestsBefore } from '../../events/kept-answer-bounds';
import * as kept from '../../events/kept-answers';
import type { Gallery } from '../../gallery/galleries';
import { DAY_MS } from '../../units';
import type { Reply } from './operation';

/** How long a request that is sent again gets the same answer. */
const KEPT_MS = DAY_MS;
/** The longest answer that is kept, in UTF-16 code units of its JSON. */
const MAX_ANSWER = 64_000;
/** By how much the requests of somebody's keys to a gallery may grow before they are counted again, in the same units, and what one takes up beside its answer. */
const GROWTH = 1_000_000;
const REQUEST = 500;
/** Of how many makers of keys the growth is known. Those of others are counted at their next request. */
const MAX_MAKERS = 10_000;
/** How often its process says that a request runs while that counts. */
const SIGNS = 3;
const VALID = /^[\x21-\x7e]{1,200}$/;

/** A request that must be done once, however often it is sent. */
export interface OnceRequest extends kept.RequestName {
  galleryId: number;
  /** Who made the key. */
  userId: number;
  /** Of what is asked for. */
  fingerprint: string;
}

const makerOf = ({ galleryId, userId }: OnceRequest) => `${galleryId} ${userId}`;

/**
 * Does a request once, however often it is sent with the same `Idempotency-Key`
 * (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/). A request that failed may be sent again.
 */
export class Idempotency {
  private readonly growth = new LRUCache<string, number>({ max: MAX_MAKERS });

  constructor(private readonly catalog: Catalog) {}

  /**
   * @returns the answer, and whether it was given before
   * @throws idempotencyKeyInvalid, idempotencyKeyReused, requestRunning, requestInterrupted, answerNotKept, answerForgotten; what `work` throws
   */
  async once(request: OnceRequest, work: () => Promise<Reply>): Promise<{ reply: Reply; isRepeated: boolean }> {
    if (!VALID.test(request.idempotencyKey)) throw errors.idempotencyKeyInvalid();
    if (!(await kept.claimRequest(this.catalog, request, request.fingerprint)))
      return { reply: await this.before(request), isRepeated: true };
    const stillRuns = () => void kept.noteRunning(this.catalog, request).catch(() => undefined); // at the next time
    const running = setInterval(stillRuns, kept.RUNNING_MS / SIGNS).unref();
    try {
      const reply = await this.do(request, work).catch(async (error) => {
        await kept.dropRequest(this.catalog, request);
        throw error;
      });
      if (reply.isPassing) await kept.dropRequest(this.catalog, request);
      // If this fails, the request counts as interrupted: it was done, and must not be done again.
      else await this.keep(request, JSON.stringify(reply));
      return { reply, isRepeated: false };
    } finally {
      clearInterval(running);
    }
  }

  /** Makes room for a request, and does it. */
  private async do(request: OnceRequest, work: () => Promise<Reply>): Promise<Reply> {
    await boundOfKey(this.catalog, request);
    const { galleryId, userId } = request;
    const maker = makerOf(request);
    if ((this.growth.get(maker) ?? GROWTH) >= GROWTH) {
      await boundOfMaker(this.catalog, galleryId, userId);
      this.growth.set(maker, 0);
    }
    return kept.doRequest(request, work);
  }

  private async keep(request: OnceRequest, text: string): Promise<void> {
    const answer = text.length > MAX_ANSWER ? kept.NOT_KEPT : text;
    await kept.keepAnswer(this.catalog, request, answer).catch(async (error) => {
      await kept.noteEnded(this.catalog, request).catch(() => undefined); // it counts as running for some seconds
      throw error;
    });
    const maker = makerOf(request);
    this.growth.set(maker, (this.growth.get(maker) ?? GROWTH) + REQUEST + answer.length);
  }

  /** The answer that a request was given before. */
  private async before(request: OnceRequest): Promise<Reply> {
    const { fingerprint, answer, ...row } = await this.catalog
      .selectFrom('idempotentRequests')
      .select(['fingerprint', 'answer', 'runningUntil'])
      .where('apiKeyId', '=', request.apiKeyId)
      .where('idempotencyKey', '=', request.idempotencyKey)
      .executeTakeFirstOrThrow(errors.requestRunning); // it failed in between
    if (answer === kept.GONE) throw kept.isRunning(row) ? errors.requestRunning() : errors.answerForgotten();
    if (fingerprint !== request.fingerprint) throw errors.idempotencyKeyReused();
    if (answer === kept.NOT_KEPT) throw errors.answerNotKept();
    if (answer !== null) return JSON.parse(answer) as Reply;
    throw kept.isRunning(row) ? errors.requestRunning() : errors.requestInterrupted();
  }

  /** Deletes what is kept of a gallery whose account is deleted. */
  removeAll({ id }: Pick<Gallery, 'id'>): Promise<void> {
    return removeRequests(this.catalog, id);
  }

  /** Forgets requests of the day before. @param past a timestamp that has surely passed */
  tidy(past = surelyPast()): Promise<void> {
    return removeRequestsBefore(this.catalog, past - KEPT_MS);
  }
}

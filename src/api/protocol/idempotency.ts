import type { Logger } from 'pino';
import type { Catalog } from '../../catalog/catalog';
import { everyHour, surelyPast } from '../../concurrency/schedule';
import * as errors from '../../errors';
import { DAY_MS } from '../../units';
import type { Reply } from './operation';

/** How long a request that is sent again gets the same answer. */
const KEPT_MS = DAY_MS;
/** How many requests of a key are remembered: the newest. */
const MAX_REQUESTS = 1000;
/** The longest answer that is kept, in UTF-16 code units of its JSON. */
const MAX_ANSWER = 64_000;
/** Stands for an answer that was longer. */
const NOT_KEPT = '';
const VALID = /^[\x21-\x7e]{1,200}$/;

/** A request that must be done once, however often it is sent. */
export interface OnceRequest {
  apiKeyId: number;
  /** From the header `Idempotency-Key`. */
  idempotencyKey: string;
  /** Of what is asked for. */
  fingerprint: string;
}

/**
 * Does a request once, however often it is sent with the same `Idempotency-Key`
 * (https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/). A request that failed may be sent again.
 */
export class Idempotency {
  /** What runs, to tell it from what was interrupted. */
  private readonly running = new Set<string>();
  private readonly stop: () => void;

  constructor(
    private readonly catalog: Catalog,
    log: Logger,
  ) {
    this.stop = everyHour((past) => this.removeOld(past), log, 'failed to remove old idempotency keys');
  }

  /**
   * @returns the answer, and whether it was given before
   * @throws idempotencyKeyInvalid, idempotencyKeyReused, requestRunning, requestInterrupted, answerNotKept; what `work` throws
   */
  async once(request: OnceRequest, work: () => Promise<Reply>): Promise<{ reply: Reply; isRepeated: boolean }> {
    if (!VALID.test(request.idempotencyKey)) throw errors.idempotencyKeyInvalid();
    const { apiKeyId, idempotencyKey } = request;
    const name = `${apiKeyId} ${idempotencyKey}`;
    const known = await this.begin(request, name);
    if (known) return { reply: known, isRepeated: true };
    try {
      const reply = await work().catch(async (error) => {
        await this.catalog
          .deleteFrom('idempotentRequests')
          .where((each) => each.and({ apiKeyId, idempotencyKey }))
          .execute();
        throw error;
      });
      const answer = JSON.stringify(reply);
      // If this fails, the request counts as interrupted: it was done, and must not be done again.
      await this.catalog
        .updateTable('idempotentRequests')
        .set({ answer: answer.length > MAX_ANSWER ? NOT_KEPT : answer })
        .where((each) => each.and({ apiKeyId, idempotencyKey }))
        .execute();
      return { reply, isRepeated: false };
    } finally {
      this.running.delete(name);
    }
  }

  /** Claims a request. @returns the answer that it was given before, if it was */
  private async begin(request: OnceRequest, name: string): Promise<Reply | undefined> {
    const added = await this.catalog
      .insertInto('idempotentRequests')
      .values({ ...request, createdAt: Date.now(), answer: null })
      .onConflict((conflict) => conflict.doNothing())
      .returning('createdAt')
      .executeTakeFirst();
    if (added) {
      this.running.add(name);
      await this.forgetOldest(request.apiKeyId);
      return undefined;
    }
    const { fingerprint, answer } = await this.catalog
      .selectFrom('idempotentRequests')
      .select(['fingerprint', 'answer'])
      .where('apiKeyId', '=', request.apiKeyId)
      .where('idempotencyKey', '=', request.idempotencyKey)
      .executeTakeFirstOrThrow(errors.requestRunning); // it failed in between
    if (fingerprint !== request.fingerprint) throw errors.idempotencyKeyReused();
    if (answer === NOT_KEPT) throw errors.answerNotKept();
    if (answer !== null) return JSON.parse(answer) as Reply;
    throw this.running.has(name) ? errors.requestRunning() : errors.requestInterrupted();
  }

  /** Keeps a key’s newest requests. Those that run are among them, as few of a user run at once. */
  private async forgetOldest(apiKeyId: number): Promise<void> {
    const ofKey = this.catalog.selectFrom('idempotentRequests').where('apiKeyId', '=', apiKeyId);
    const older = ofKey.select('idempotencyKey').orderBy('createdAt', 'desc').limit(-1).offset(MAX_REQUESTS);
    await this.catalog
      .deleteFrom('idempotentRequests')
      .where('apiKeyId', '=', apiKeyId)
      .where('idempotencyKey', 'in', older)
      .execute();
  }

  /** Forgets requests of the day before. @param past a timestamp that has surely passed */
  private async removeOld(past: number): Promise<void> {
    await this.catalog
      .deleteFrom('idempotentRequests')
      .where('createdAt', '<', past - KEPT_MS)
      .execute();
  }

  /** To be called at the start: forgets requests of the day before. */
  tidy(): Promise<void> {
    return this.removeOld(surelyPast());
  }

  async close(): Promise<void> {
    this.stop();
  }
}

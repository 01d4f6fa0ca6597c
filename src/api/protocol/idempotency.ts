import type { Catalog } from '../../catalog/catalog';
import * as errors from '../../errors';
import { DAY_MS } from '../../units';
import type { Reply } from './operation';

/** How long a request that is sent again gets the same answer. */
const KEPT_MS = DAY_MS;
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

  constructor(private readonly catalog: Catalog) {}

  /**
   * @returns the answer, and whether it was given before
   * @throws idempotencyKeyInvalid, idempotencyKeyReused, requestRunning, requestInterrupted; what `work` throws
   */
  async once(request: OnceRequest, work: () => Promise<Reply>): Promise<{ reply: Reply; isRepeated: boolean }> {
    if (!VALID.test(request.idempotencyKey)) throw errors.idempotencyKeyInvalid();
    const name = `${request.apiKeyId} ${request.idempotencyKey}`;
    const known = await this.begin(request, name);
    if (known) return { reply: known, isRepeated: true };
    const ofThis = <T extends { where(column: never, operator: '=', value: unknown): T }>(query: T) =>
      query
        .where('apiKeyId' as never, '=', request.apiKeyId)
        .where('idempotencyKey' as never, '=', request.idempotencyKey);
    try {
      const reply = await work();
      await ofThis(this.catalog.updateTable('idempotentRequests').set({ answer: JSON.stringify(reply) })).execute();
      return { reply, isRepeated: false };
    } catch (error) {
      await ofThis(this.catalog.deleteFrom('idempotentRequests')).execute();
      throw error;
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
      return undefined;
    }
    const { fingerprint, answer } = await this.catalog
      .selectFrom('idempotentRequests')
      .select(['fingerprint', 'answer'])
      .where('apiKeyId', '=', request.apiKeyId)
      .where('idempotencyKey', '=', request.idempotencyKey)
      .executeTakeFirstOrThrow(errors.requestRunning); // it failed in between
    if (fingerprint !== request.fingerprint) throw errors.idempotencyKeyReused();
    if (answer !== null) return JSON.parse(answer) as Reply;
    throw this.running.has(name) ? errors.requestRunning() : errors.requestInterrupted();
  }

  /** To be called now and then: forgets requests of the day before. @param past a timestamp that has surely passed */
  async tidy(past: number): Promise<void> {
    await this.catalog
      .deleteFrom('idempotentRequests')
      .where('createdAt', '<', past - KEPT_MS)
      .execute();
  }
}

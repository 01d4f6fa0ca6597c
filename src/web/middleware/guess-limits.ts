import { createHash } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { type RateLimiterAbstract, RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { NOW } from '../../catalog/leases';
import { isStorageFault } from '../../catalog/storage-faults';
import type { Tables } from '../../catalog/tables';

/** Counts guesses of a kind, as rate-limiter-flexible does. */
export type GuessLimit = Pick<RateLimiterAbstract, 'points' | 'consume' | 'penalty' | 'reward' | 'get'>;

/** Makes what counts guesses of a kind: so many points in so many seconds. */
export type GuessLimits = (kind: string, points: number, seconds: number) => GuessLimit;

/** Counts in this process, as long as it runs. */
export const inMemory: GuessLimits = (_kind, points, duration) => new RateLimiterMemory({ points, duration });

/** Counts for all processes that share the catalog. While the disk fails, each counts for itself. */
export const inCatalog =
  (catalog: Kysely<Tables>): GuessLimits =>
  (kind, points, seconds) =>
    new CatalogLimit(catalog, kind, points, seconds);

/** The library has a limit in SQLite, too, but for a connection of its own, whose statements would wait for ours. */
class CatalogLimit implements GuessLimit {
  private readonly otherwise: GuessLimit;

  constructor(
    private readonly catalog: Kysely<Tables>,
    private readonly kind: string,
    readonly points: number,
    private readonly seconds: number,
  ) {
    this.otherwise = new RateLimiterMemory({ points, duration: seconds });
  }

  async consume(key: string | number, points = 1): Promise<RateLimiterRes> {
    const result = await this.add(key, points).catch(unlessDisk(() => this.otherwise.consume(key, points)));
    if (result.consumedPoints > this.points) throw result;
    return result;
  }

  penalty(key: string | number, points = 1): Promise<RateLimiterRes> {
    return this.add(key, points).catch(unlessDisk(() => this.otherwise.penalty(key, points)));
  }

  reward(key: string | number, points = 1): Promise<RateLimiterRes> {
    return this.add(key, -points).catch(unlessDisk(() => this.otherwise.reward(key, points)));
  }

  async get(key: string | number): Promise<RateLimiterRes | null> {
    const row = await this.catalog
      .selectFrom('guesses')
      .select(['points', 'endsAt', NOW.as('now')])
      .where('key', '=', this.nameOf(key))
      .where('endsAt', '>', NOW)
      .executeTakeFirst();
    return row ? this.resultOf(row) : null;
  }

  /** The catalog has no names and addresses that somebody typed. */
  private nameOf(key: string | number): string {
    return `${this.kind} ${createHash('sha256').update(String(key)).digest('hex')}`;
  }

  private async add(key: string | number, points: number): Promise<RateLimiterRes> {
    const endsAt = sql<number>`${NOW} + ${this.seconds * 1000}`;
    // One that ends later than a new one is from before the clock was set back.
    const isOver = sql<boolean>`guesses."endsAt" not between ${NOW} + 1 and ${endsAt}`;
    const row = await this.catalog
      .insertInto('guesses')
      .values({ key: this.nameOf(key), points, endsAt })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({
          points: sql`case when ${isOver} then ${points} else guesses.points + ${points} end`,
          endsAt: sql`case when ${isOver} then ${endsAt} else guesses."endsAt" end`,
        }),
      )
      .returning(['points', 'endsAt', NOW.as('now')])
      .executeTakeFirstOrThrow();
    return this.resultOf(row);
  }

  private resultOf({ points, endsAt, now }: { points: number; endsAt: number; now: number }): RateLimiterRes {
    return new RateLimiterRes(Math.max(this.points - points, 0), Math.max(endsAt - now, 0), points, false);
  }
}

/** Makes a handler for `catch` that does something else when the disk failed, and rethrows any other error. */
const unlessDisk =
  <T>(otherwise: () => Promise<T>) =>
  (error: unknown): Promise<T> =>
    isStorageFault(error) ? otherwise() : Promise.reject(error);

/** Has the catalog forget counts whose time is over. */
export class PastGuesses {
  constructor(private readonly catalog: Kysely<Tables>) {}

  async tidy(): Promise<void> {
    await this.catalog.deleteFrom('guesses').where('endsAt', '<=', NOW).execute();
  }
}

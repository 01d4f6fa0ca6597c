import { type Kysely, sql } from 'kysely';
import { PROCESS_NAME } from '../concurrency/process-name';
import type { Catalog } from './catalog';
import type { Tables } from './tables';

/** The database's clock, in milliseconds since 1970: all processes have the same one. */
export const NOW = sql<number>`cast(unixepoch('subsec') * 1000 as integer)`;
/** A lease is renewed so often while it lasts. */
const RENEWALS = 3;
/** No lease is longer. One that seems to end later is from before the clock was set back, and counts for nothing. */
const MAX_MS = 60 * 60_000;

/** Thrown where something is still written for a lease that another process has by now. */
export class LeaseLost extends Error {
  override name = 'LeaseLost';

  constructor(lease: string) {
    super(`Another process has taken over: ${lease}.`);
  }
}

/** A lease that was taken, and how often it had been taken. */
export interface Lease {
  name: string;
  epoch: number;
}

/** What is done under a lease. @param lost aborts once another process has, or may have, the lease */
type Work = (lost: AbortSignal, lease: Lease) => Promise<void>;

/**
 * What one process at a time works on, of those that share the catalog. A lease ends by itself when its process doesn't renew it, so that a crash
 * leaves it to the others. A process that was stopped for longer may still believe to have it: each of its writes is to ask `requireLease`.
 */
export class Leases {
  constructor(private readonly catalog: Catalog) {}

  /**
   * Does some work under a lease, which is renewed until the work ends and is given back then.
   * @param ms how long it lasts without being renewed
   * @returns whether it was done: false, and at once, when another process has the lease
   * @throws what the work throws
   */
  async hold(name: string, ms: number, work: Work): Promise<boolean> {
    return this.keep(name, ms, false, work);
  }

  /** As `hold`, but takes the lease from whoever has it: nothing that they write counts any more. */
  async seize(name: string, ms: number, work: Work): Promise<void> {
    await this.keep(name, ms, true, work);
  }

  private async keep(name: string, ms: number, isSeized: boolean, work: Work): Promise<boolean> {
    let end = performance.now() + ms;
    const lease = await this.take(name, ms, isSeized);
    if (!lease) return false;
    const lost = new AbortController();
    const renew = async () => {
      const asked = performance.now();
      // When the disk fails, the lease is still ours until its time is over.
      const isOurs = await this.renew(lease, ms).catch(() => asked < end);
      if (!isOurs) lost.abort(new LeaseLost(name));
      else end = asked + ms;
    };
    const renewals = setInterval(() => void renew(), ms / RENEWALS).unref();
    try {
      await work(lost.signal, lease);
      return true;
    } finally {
      clearInterval(renewals);
      await this.giveBack(lease).catch(() => undefined); // it ends by itself, too
    }
  }

  private async take(name: string, ms: number, isSeized: boolean): Promise<Lease | undefined> {
    const owner = PROCESS_NAME;
    const until = sql<number>`${NOW} + ${ms}`;
    const row = await this.catalog
      .insertInto('leases')
      .values({ name, owner, epoch: 1, until })
      .onConflict((conflict) => {
        const taken = conflict.column('name').doUpdateSet({ owner, epoch: sql`leases.epoch + 1`, until });
        return isSeized ? taken : taken.where(sql<boolean>`not ${STANDS}`);
      })
      .returning('epoch')
      .executeTakeFirst();
    return row && { name, epoch: row.epoch };
  }

  /** @returns false when somebody else has it by now */
  private async renew({ name, epoch }: Lease, ms: number): Promise<boolean> {
    const { numUpdatedRows } = await this.catalog
      .updateTable('leases')
      .set({ until: sql`${NOW} + ${ms}` })
      .where('name', '=', name)
      .where('epoch', '=', epoch)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  private async giveBack({ name, epoch }: Lease): Promise<void> {
    const own = this.catalog.updateTable('leases').set({ until: 0 }).where('name', '=', name);
    await own.where('epoch', '=', epoch).execute();
  }

  /** Whether some process has a lease now. */
  async isHeld(name: string): Promise<boolean> {
    const row = this.catalog.selectFrom('leases').select('epoch').where('name', '=', name).where(STANDS);
    return (await row.executeTakeFirst()) !== undefined;
  }

  /** Forgets a lease of something that is gone and never comes again. */
  async forget(name: string): Promise<void> {
    await this.catalog.deleteFrom('leases').where('name', '=', name).execute();
  }

  /** Ends all leases. To be called at the start of a process that has the catalog alone: their owners are dead. */
  async endAll(): Promise<void> {
    await this.catalog.updateTable('leases').set({ until: 0 }).where('until', '>', 0).execute();
  }
}

const STANDS = sql<boolean>`(leases.until > ${NOW} and leases.until <= ${NOW} + ${MAX_MS})`;

/** Requires, in the transaction that writes something, that a lease is still the one that was taken. @throws LeaseLost */
export async function requireLease(trx: Kysely<Tables>, { name, epoch }: Lease): Promise<void> {
  const row = trx.selectFrom('leases').select('epoch').where('name', '=', name).where('epoch', '=', epoch);
  await row.executeTakeFirstOrThrow(() => new LeaseLost(name));
}

import { type Kysely, sql } from 'kysely';
import type { Logger } from 'pino';
import type { Catalog } from '../catalog/catalog';
import { type Leases, NOW } from '../catalog/leases';
import type { Tables } from '../catalog/tables';
import { everyHour, surelyPast } from '../concurrency/schedule';
import { HOUR_MS, MINUTE_MS } from '../units';

/** What removes what is old, and goes on with deletions that were interrupted. It may run beside anything else, and twice at the same time. */
export interface Kept {
  /** @param past a time that has surely passed, in milliseconds since 1970 */
  tidy(past: number): Promise<void>;
}

/** What keeps files and rows in step. */
export interface Swept {
  /** @param isAlone whether no other process writes meanwhile */
  sweep(isAlone: boolean): Promise<void>;
}

interface Dependencies {
  catalog: Catalog;
  leases: Leases;
  log: Logger;
}

/** By the names that the catalog has of them, in the order in which they are done. */
interface Tasks {
  kept: Readonly<Record<string, Kept>>;
  swept: Readonly<Record<string, Swept>>;
}

interface Due {
  name: string;
  everyMs: number;
  run(): Promise<void>;
}

const LEASE = 'housekeeping';
const LEASE_MS = MINUTE_MS;
const SWEEP_MS = 6 * HOUR_MS;
/** Timers of processes aren't in step: a task may be done so much before its time. */
const EARLY_MS = 10 * MINUTE_MS;

/** Does what is to be done now and then, once for all processes that share the catalog: whoever has the lease does what is due. */
export class Housekeeper {
  private stop = () => {};
  private looking: Promise<unknown> | undefined;
  private readonly closing = new AbortController();

  constructor(
    private readonly deps: Dependencies,
    private readonly tasks: Tasks,
  ) {}

  /** Does everything before anybody is served. To be called by a process that has the data folder alone. @throws the first failure */
  async runAlone(): Promise<void> {
    for (const each of Object.values(this.tasks.kept)) await each.tidy(surelyPast());
    for (const each of Object.values(this.tasks.swept)) await each.sweep(true);
  }

  /**
   * Does every hour what is due, and logs what fails.
   * @param isShared whether other processes share the data folder: then this goes on at once, beside them, with what crashed ones left
   */
  start(isShared: boolean): void {
    const look = (past: number) => (this.looking = this.look(past, isShared));
    this.stop = everyHour(async (past) => void (await look(past)), this.deps.log, 'failed to do the housekeeping');
    if (!isShared) return;
    const first = this.deps.leases.hold(LEASE, LEASE_MS, (lost) => this.doAll(this.keeping(surelyPast()), lost));
    this.looking = first.catch((error) => this.fail('housekeeping', error));
  }

  private async look(past: number, isShared: boolean): Promise<void> {
    await this.deps.leases.hold(LEASE, LEASE_MS, async (lost) => {
      const due: Due[] = [];
      for (const each of [...this.keeping(past), ...(isShared ? this.sweeping() : [])])
        if (await isDue(this.deps.catalog, each)) due.push(each);
      await this.doAll(due, lost);
    });
  }

  private keeping = (past: number): Due[] =>
    Object.entries(this.tasks.kept).map(([name, each]) => ({ name, everyMs: HOUR_MS, run: () => each.tidy(past) }));

  private sweeping = (): Due[] =>
    Object.entries(this.tasks.swept).map(([name, each]) => ({
      ...{ name: `files of ${name}`, everyMs: SWEEP_MS, run: () => each.sweep(false) },
    }));

  private async doAll(tasks: readonly Due[], lost: AbortSignal): Promise<void> {
    for (const { name, run } of tasks) {
      if (lost.aborted || this.closing.signal.aborted) return;
      try {
        await run();
        await noteDone(this.deps.catalog, name);
      } catch (error) {
        this.fail(name, error);
      }
    }
  }

  private fail(task: string, error: unknown): void {
    this.deps.log.error({ err: error, task }, 'failed to do the housekeeping');
  }

  /** Begins nothing more. Resolves when what runs is done. */
  async close(): Promise<void> {
    this.stop();
    this.closing.abort();
    await this.looking?.catch(() => undefined);
  }
}

/** Whether a task's time has come. One that seems to have been done in the future is from before the clock was set back. */
async function isDue(catalog: Kysely<Tables>, { name, everyMs }: Due): Promise<boolean> {
  const recent = catalog
    .selectFrom('housekeeping')
    .select('task')
    .where('task', '=', name)
    .where('doneAt', '>', sql<number>`${NOW} - ${everyMs - EARLY_MS}`)
    .where('doneAt', '<=', NOW);
  return (await recent.executeTakeFirst()) === undefined;
}

async function noteDone(catalog: Kysely<Tables>, task: string): Promise<void> {
  await catalog
    .insertInto('housekeeping')
    .values({ task, doneAt: NOW })
    .onConflict((conflict) => conflict.column('task').doUpdateSet({ doneAt: NOW }))
    .execute();
}

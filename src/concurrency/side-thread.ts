import path from 'node:path';
import type { Logger } from 'pino';
import type { Piscina } from 'piscina';
import { isFault, reviveFault, workFailed } from '../errors';
import { FairQueue } from './fair-queue';
import { OwnersQueue } from './owners-queue';
import type { SideOutcome, SideProgram } from './side-program';

/** How many threads there are when there is enough to do. One program never has them all. */
const THREADS = 2;
/** How long a thread stays without work. */
const IDLE_MS = 20_000;
/** No honest work takes as long. */
const MAX_MS = 120_000;
/** Limit of a thread's JavaScript heap in MB. Buffers and pictures are outside of it. */
const HEAP_MB = 256;
/** Added to the niceness of the threads: pages come before drawings and zips, and these before photos. */
const NICE = 5;

const ending = path.extname(__filename);
// The cast: Piscina's type of its options has no place for "as the file's ending says".
const execArgv = ending === '.ts' ? ['-r', require.resolve('ts-node/register/transpile-only')] : [];

/** A program for side threads: a file and what its default export takes and gives. */
export interface ProgramFile<Input, Output> {
  file: string;
  /** Only for the types. */
  program?: SideProgram<Input, Output>;
}

/**
 * Names a program for side threads, compiled or not: `programBeside<typeof import('./draw-program.js').default>(__filename, 'draw-program')`.
 * @param caller the path of the file that runs it, in whose folder it is
 * @param name of the program's file, without its ending
 */
export const programBeside = <Program extends SideProgram<never, unknown>>(caller: string, name: string) =>
  ({ file: path.join(path.dirname(caller), name + ending) }) as Program extends SideProgram<infer Input, infer Output>
    ? ProgramFile<Input, Output>
    : never;

/** How a piece of side work is to be done. */
export interface SideTask {
  /** Whose work it is. Of each owner, a program does one piece at a time, so that nobody can keep others out. */
  owner?: unknown;
  /** Stops the work: its thread is ended, wherever it is. */
  signal?: AbortSignal;
  /** For how long it may run once it has begun, in milliseconds. Then its thread is ended. */
  maxMs?: number;
}

/**
 * Threads for heavy pure work: what takes so long that it would keep everybody else waiting, and needs neither the catalog nor the app's
 * state. They start when there is work, and end when there has been none for a while. What goes wrong in one, even running out of
 * memory, is a failure of that one piece of work.
 */
export class SideThreads {
  private pool: Piscina<unknown, SideOutcome<unknown>> | undefined;
  private readonly queue: FairQueue;
  /** By the program's file. */
  private readonly queues = new Map<string, OwnersQueue>();
  private readonly running = new Set<AbortController>();

  constructor(
    private readonly log: Logger,
    private readonly threads = THREADS,
  ) {
    this.queue = new FairQueue(threads);
  }

  /** Makes the pool. That is for the first piece of work, as nobody needs it at the start. */
  private open(): Piscina<unknown, SideOutcome<unknown>> {
    const { Piscina } = require('piscina') as typeof import('piscina');
    const pool = new Piscina<unknown, SideOutcome<unknown>>({
      execArgv,
      minThreads: 0,
      maxThreads: this.threads,
      idleTimeout: IDLE_MS,
      // Windows has other numbers for priorities, and is left as it is.
      niceIncrement: process.platform === 'win32' ? 0 : NICE,
      maxQueue: Number.POSITIVE_INFINITY,
      recordTiming: false,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    pool.on('error', (error) => this.log.error({ err: error }, 'side thread failed outside a task'));
    // If a thread fails as it starts, Piscina doesn't reject its task, and starts another only for the next one.
    pool.on('workerDestroy', () => setImmediate(() => this.stopIfAlone(pool)));
    return pool;
  }

  /**
   * Runs a program in a side thread.
   * @param input is copied, in one go, so it has to be small; buffers are fast
   * @throws the faults that the program throws; the signal's reason once it has aborted; workFailed when the thread ran out of memory, or
   *   the program took too long or threw anything else
   */
  async run<Input, Output>(
    { file }: ProgramFile<Input, Output>,
    input: Input,
    { owner, signal, maxMs = MAX_MS }: SideTask = {},
  ): Promise<Output> {
    signal?.throwIfAborted();
    const stop = new AbortController();
    const giveUp = () => stop.abort(signal?.reason);
    signal?.addEventListener('abort', giveUp, { once: true });
    this.running.add(stop);
    try {
      const work = () => this.queue.run(stop.signal, () => this.work(file, input, stop, maxMs), owner);
      const outcome = await this.queueOf(file).run(owner, stop.signal, work);
      if ('fault' in outcome) {
        const fault = reviveFault(outcome.fault);
        throw outcome.cause === undefined ? fault : Object.assign(fault, { cause: new Error(outcome.cause) });
      }
      return outcome.value as Output; // the type is the program's, as its file says
    } catch (error) {
      signal?.throwIfAborted();
      throw isFault(error) ? error : workFailed(error);
    } finally {
      this.running.delete(stop);
      signal?.removeEventListener('abort', giveUp);
    }
  }

  private queueOf(file: string): OwnersQueue {
    const queue = this.queues.get(file) ?? new OwnersQueue(Math.max(this.threads - 1, 1));
    this.queues.set(file, queue);
    return queue;
  }

  private async work(
    filename: string,
    input: unknown,
    stop: AbortController,
    maxMs: number,
  ): Promise<SideOutcome<unknown>> {
    const watch = setTimeout(() => stop.abort(new Error(`It took longer than ${maxMs} ms.`)), maxMs);
    try {
      this.pool ??= this.open();
      return await this.pool.run(input, { filename, signal: stop.signal });
    } finally {
      clearTimeout(watch);
    }
  }

  private stopIfAlone(pool: Piscina): void {
    if (pool.threads.length === 0) for (const stop of this.running) stop.abort(new Error('The thread has ended.'));
  }

  /** Stops all work and ends the threads. */
  async close(): Promise<void> {
    for (const stop of this.running) stop.abort(new Error('The app is being closed.'));
    await this.pool?.destroy();
  }
}

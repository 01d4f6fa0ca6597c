import path from 'node:path';
import type { Logger } from 'pino';
import { Piscina } from 'piscina';
import type { Job, Outcome, WorkerSettings } from './worker';

/** A worker beyond the first goes when it has had nothing to do for this long. */
const IDLE_MS = 60_000;
const NICE = 10;
/** JavaScript's own heap of a worker, in MB; the networks and pictures lie outside it. */
const WORKER_HEAP_MB = 512;

const execArgvOf = (program: string) =>
  path.extname(program) === '.ts' ? ['-r', require.resolve('ts-node/register/transpile-only')] : [];

export interface WorkersOptions {
  program: string;
  /** How many there are at the same time. */
  limit: number;
  settings: Omit<WorkerSettings, 'lead'>;
}

/** Worker threads that take one job each: Piscina, and what it leaves to others. It is given as many jobs as there are workers, and no more. */
export class Workers {
  private readonly pool: Piscina<Job, Outcome>;
  private readonly lead = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  private readonly running = new Set<AbortController>();

  constructor({ program, limit, settings }: WorkersOptions, log: Logger) {
    this.pool = new Piscina<Job, Outcome>({
      filename: program,
      execArgv: execArgvOf(program),
      workerData: { ...settings, lead: this.lead } satisfies WorkerSettings,
      // One is always there; the others come when photos wait and go when they don't: each holds the networks' weights.
      minThreads: 1,
      maxThreads: limit,
      idleTimeout: IDLE_MS,
      // Pages come before photos. Windows has other numbers for this, and is left as it is.
      niceIncrement: process.platform === 'win32' ? 0 : NICE,
      maxQueue: Number.POSITIVE_INFINITY,
      recordTiming: false,
      resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
    });
    this.pool.on('error', (error) => log.error({ err: error }, 'engine worker failed outside a job'));
    this.pool.on('workerDestroy', () => setImmediate(() => this.stopIfAlone()));
  }

  /** @throws what the worker throws, or an AbortError when the job is stopped, which ends the worker that has begun it */
  async run(job: Job, stop: AbortController): Promise<Outcome> {
    this.running.add(stop);
    try {
      return await this.pool.run(job, { transferList: [job.stages], signal: stop.signal });
    } finally {
      this.running.delete(stop);
    }
  }

  /** To be called when a job has failed: it may have been the leading worker that went, and the next one leads. */
  lookForLead(): void {
    Atomics.store(this.lead, 0, 0);
  }

  /** Of a worker that fails while it loads, Piscina tells nobody who waits for it, and starts another one only for the next job. */
  private stopIfAlone(): void {
    if (this.pool.threads.length === 0) for (const stop of this.running) stop.abort();
  }

  /** Waits for what is being worked on. */
  close(): Promise<void> {
    return this.pool.close();
  }
}

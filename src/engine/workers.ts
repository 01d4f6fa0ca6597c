import path from 'node:path';
import type { Logger } from 'pino';
import { Piscina } from 'piscina';
import './onnx-runtime';
import type { Job, Outcome, WorkerSettings } from './worker';

/** How long an extra worker stays without work. */
const IDLE_MS = 60_000;
/** Added to the niceness of worker threads: pages come before photos. */
const NICE = 10;
/** Limit of a worker's JavaScript heap in MB. Networks and pictures are outside of it. */
const WORKER_HEAP_MB = 512;

const execArgvOf = (program: string) =>
  path.extname(program) === '.ts' ? ['-r', require.resolve('ts-node/register/transpile-only')] : [];

export interface WorkersOptions {
  /** The file that each worker runs. */
  program: string;
  /** The most workers at the same time. */
  limit: number;
  settings: Omit<WorkerSettings, 'lead'>;
}

/** Worker threads that take one job each, through Piscina. Its caller never gives it more jobs than `limit`. */
export class Workers {
  private readonly pool: Piscina<Job, Outcome>;
  private readonly lead = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  private readonly running = new Set<AbortController>();

  constructor({ program, limit, settings }: WorkersOptions, log: Logger) {
    this.pool = new Piscina<Job, Outcome>({
      filename: program,
      execArgv: execArgvOf(program),
      workerData: { ...settings, lead: this.lead } satisfies WorkerSettings,
      // One worker always runs. The others run only while photos wait, as each holds the weights of the networks.
      minThreads: 1,
      maxThreads: limit,
      idleTimeout: IDLE_MS,
      // Windows has other numbers for priorities, and is left as it is.
      niceIncrement: process.platform === 'win32' ? 0 : NICE,
      maxQueue: Number.POSITIVE_INFINITY,
      recordTiming: false,
      resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
    });
    this.pool.on('error', (error) => log.error({ err: error }, 'engine worker failed outside a job'));
    this.pool.on('workerDestroy', () => setImmediate(() => this.stopIfAlone()));
  }

  /**
   * Runs a job in a free worker.
   * @param stop stops the job, and ends the worker if it has begun
   * @throws what the worker throws, or an AbortError when the job is stopped
   */
  async run(job: Job, stop: AbortController): Promise<Outcome> {
    this.running.add(stop);
    try {
      return await this.pool.run(job, { transferList: [job.stages], signal: stop.signal });
    } finally {
      this.running.delete(stop);
    }
  }

  /** Lets the next new worker lead. Call it when a job has failed, because the leading worker may have ended. */
  lookForLead(): void {
    Atomics.store(this.lead, 0, 0);
  }

  /**
   * Stops all jobs when no worker is left. If one fails while it loads, Piscina doesn't reject its job, and starts
   * another only for the next job.
   */
  private stopIfAlone(): void {
    if (this.pool.threads.length === 0) for (const stop of this.running) stop.abort();
  }

  /** Waits for the jobs that run, then ends the workers. */
  close(): Promise<void> {
    return this.pool.close();
  }
}

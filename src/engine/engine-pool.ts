import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { Logger } from 'pino';
import { Piscina } from 'piscina';
import type { Config } from '../config';
import { clientGone, engineFailed, isFault, reviveFault, tooBusy } from '../errors';
import { Line } from '../line';
import { chooseEngine } from './choose-engine';
import type { DescribedPhoto, FaceEngine, Stage } from './contract';
import { checkWeights } from './weights';
import type { Job, Outcome, WorkerSettings } from './worker';

/** A photo takes a second at most, on any engine; a worker that needs longer hangs, and is replaced. */
const LONGEST_JOB_MS = 15_000;
/** A worker beyond the first goes when it has had nothing to do for this long. */
const IDLE_MS = 60_000;
const NICE = 10;
/** JavaScript's own heap of a worker, in MB; the networks and pictures lie outside it. */
const WORKER_HEAP_MB = 512;

// The worker is this file's neighbour, compiled or not.
const extension = path.extname(__filename);
const neighbour = path.join(__dirname, `worker${extension}`);
const execArgv = extension === '.ts' ? ['-r', require.resolve('ts-node/register/transpile-only')] : [];

export interface PoolOptions {
  workers: number;
  /** Jobs that may wait, all workers together. */
  queue: number;
  /** The worker's program; another one in tests, to see it fail. */
  program?: string;
  settings: Omit<WorkerSettings, 'lead'>;
  longestJobMs?: number;
}

/** The engine in worker threads, behind a bounded queue: a photo never blocks a page. */
export class EnginePool implements FaceEngine {
  private readonly pool: Piscina<Job, Outcome>;
  private readonly longestJobMs: number;
  /** Piscina's own queue is none for jobs that can be aborted: the one that came last goes first, and the oldest starves. */
  private readonly line: Line;
  private readonly lead = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  /** Jobs that may be worked on and wait, together. Piscina's own bound overlooks jobs that can be aborted. */
  private readonly mostJobs: number;
  private jobs = 0;
  /** Jobs that Piscina has. */
  private readonly handedOver = new Set<AbortController>();
  private warm = false;
  private warmingUp: Promise<void> | undefined;

  constructor(
    { workers, queue, program = neighbour, settings, longestJobMs = LONGEST_JOB_MS }: PoolOptions,
    private readonly log: Logger,
  ) {
    this.longestJobMs = longestJobMs;
    this.mostJobs = workers + queue;
    this.line = new Line(workers);
    this.pool = new Piscina<Job, Outcome>({
      filename: program,
      execArgv,
      workerData: { ...settings, lead: this.lead } satisfies WorkerSettings,
      // One is always there; the others come when photos wait and go when they don't: each holds the networks' weights.
      minThreads: 1,
      maxThreads: workers,
      idleTimeout: IDLE_MS,
      // Pages come before photos. Windows has other numbers for this, and is left as it is.
      niceIncrement: process.platform === 'win32' ? 0 : NICE,
      maxQueue: Number.POSITIVE_INFINITY,
      recordTiming: false,
      resourceLimits: { maxOldGenerationSizeMb: WORKER_HEAP_MB },
    });
    this.pool.on('error', (error) => log.error({ err: error }, 'an engine worker failed outside a job'));
    this.pool.on('workerDestroy', () => setImmediate(() => this.refuseIfAlone()));
    this.warmUp();
  }

  /** Whether a worker has loaded its networks: before that, a photo waits. Where that failed, it is tried again whenever somebody asks. */
  isReady(): boolean {
    if (!this.warm) this.warmUp();
    return this.warm;
  }

  /** An empty photo is refused as soon as there are networks to refuse it. */
  private warmUp(): void {
    this.warmingUp ??= this.describe(new Uint8Array(0))
      .then(
        () => undefined,
        (error) => this.warm || this.log.error({ err: error }, 'the engine could not load its networks'),
      )
      .then(() => {
        this.warmingUp = undefined;
      });
  }

  /** @throws {DamagedWeightsError}, and what the native engine says when it was asked for by name and can't be loaded */
  static async start({ workers, threads, queue, engine: wanted, limits }: Config, log: Logger): Promise<EnginePool> {
    const [engine] = await Promise.all([chooseEngine(wanted, log), checkWeights()]);
    return new EnginePool({ workers, queue, settings: { engine, threads, limits } }, log);
  }

  async describe(bytes: Uint8Array, leaving?: AbortSignal, onStage: (stage: Stage) => void = () => undefined): Promise<DescribedPhoto> {
    if (leaving?.aborted) throw clientGone();
    if (this.jobs >= this.mostJobs) throw tooBusy();
    onStage('waiting');
    this.jobs++;
    const stop = new AbortController();
    const { port1: ours, port2: stages } = new MessageChannel();
    let watch: NodeJS.Timeout | undefined;
    const drop = () => stop.abort(clientGone());
    leaving?.addEventListener('abort', drop);
    ours.once('message', () => {
      // A job that has begun is not worth a worker: it runs to its end, and nobody waits for it.
      leaving?.removeEventListener('abort', drop);
      watch = setTimeout(() => stop.abort(), this.longestJobMs);
    });
    ours.on('message', onStage);
    try {
      const outcome = await this.line.take(stop.signal, () => this.handOver({ bytes, stages }, stop));
      this.warm = true;
      if ('fault' in outcome) throw reviveFault(outcome.fault);
      return outcome.photo;
    } catch (error) {
      throw this.faultOf(error, stop.signal);
    } finally {
      this.jobs--;
      leaving?.removeEventListener('abort', drop);
      clearTimeout(watch);
      ours.off('message', onStage);
      ours.close();
    }
  }

  private async handOver(job: Job, stop: AbortController): Promise<Outcome> {
    this.handedOver.add(stop);
    try {
      return await this.pool.run(job, { transferList: [job.stages], signal: stop.signal });
    } finally {
      this.handedOver.delete(stop);
    }
  }

  /** Of a worker that fails while it loads, Piscina tells nobody who waits for it, and starts another one only for the next job. */
  private refuseIfAlone(): void {
    if (this.pool.threads.length === 0) for (const stop of this.handedOver) stop.abort();
  }

  private faultOf(error: unknown, { reason }: AbortSignal): unknown {
    if (isFault(error)) return error;
    if (isFault(reason)) return reason;
    Atomics.store(this.lead, 0, 0); // it may have been the leading worker that went
    return engineFailed(error);
  }

  /** Waits for what is being worked on, refuses what waits, and ends the workers. */
  async close(): Promise<void> {
    await this.line.close(new Error('The engine is being closed.'));
    await this.pool.close();
  }
}

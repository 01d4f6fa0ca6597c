import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import type { Logger } from 'pino';
import { FairQueue } from '../concurrency/fair-queue';
import type { Config } from '../config';
import { clientGone, engineFailed, isFault, reviveFault, tooBusy } from '../errors';
import { chooseEngine } from './choose-engine';
import type { DescribedPhoto, RunningEngine, Stage } from './contract';
import { checkWeights } from './weights';
import type { WorkerSettings } from './worker';
import { Workers } from './workers';

/** A photo takes a second at most, on any engine; a worker that needs longer hangs, and is replaced. */
const MAX_JOB_MS = 15_000;
const WARM_UP_PAUSE_MS = 1000;

// The worker is this file's neighbour, compiled or not.
const neighbour = path.join(__dirname, `worker${path.extname(__filename)}`);

export interface PoolOptions {
  workers: number;
  /** Jobs that may wait, all workers together. */
  queue: number;
  /** The worker's program; another one in tests, to see it fail. */
  program?: string;
  settings: Omit<WorkerSettings, 'lead'>;
  maxJobMs?: number;
}

/** The engine in worker threads, behind a bounded queue: a photo never blocks a page. */
export class EnginePool implements RunningEngine {
  private readonly workers: Workers;
  private readonly longestJobMs: number;
  /** Piscina's own queue is none for jobs that can be aborted: the one that came last goes first, and the oldest starves. */
  private readonly line: FairQueue;
  /** Jobs that may be worked on and wait, together. Piscina's own bound overlooks jobs that can be aborted. */
  private readonly maxJobs: number;
  private jobs = 0;
  private warm = false;
  private warmingUp: Promise<unknown> | undefined;

  constructor(
    { workers, queue, program = neighbour, settings, maxJobMs: longestJobMs = MAX_JOB_MS }: PoolOptions,
    private readonly log: Logger,
  ) {
    this.longestJobMs = longestJobMs;
    this.maxJobs = workers + queue;
    this.line = new FairQueue(workers);
    this.workers = new Workers({ program, limit: workers, settings }, log);
    this.warmUp();
  }

  /** Whether a worker has loaded its networks: before that, a photo waits. Where that failed, it is tried again when somebody asks, a second later. */
  isReady(): boolean {
    const isBusy = this.jobs >= this.maxJobs; // any of them warms it up
    if (!this.warm && !isBusy) this.warmUp();
    return this.warm;
  }

  /** An empty photo is refused as soon as there are networks to refuse it. */
  private warmUp(): void {
    this.warmingUp ??= this.describe(new Uint8Array(0)).catch(async (error) => {
      if (this.warm) return;
      this.log.error({ err: error }, 'failed to load the networks');
      await pause(WARM_UP_PAUSE_MS, undefined, { ref: false });
      this.warmingUp = undefined;
    });
  }

  /** @throws {DamagedWeightsError}, and what the native engine says when it was asked for by name and can't be loaded */
  static async start({ workers, threads, queue, engine: requested, limits }: Config, log: Logger): Promise<EnginePool> {
    const [engine] = await Promise.all([chooseEngine(requested, log), checkWeights()]);
    return new EnginePool({ workers, queue, settings: { engine, threads, limits } }, log);
  }

  async describe(
    bytes: Uint8Array,
    signal?: AbortSignal,
    onStage: (stage: Stage) => void = () => undefined,
  ): Promise<DescribedPhoto> {
    if (signal?.aborted) throw clientGone();
    if (this.jobs >= this.maxJobs) throw tooBusy();
    onStage('waiting');
    this.jobs++;
    const stop = new AbortController();
    const { port1: ours, port2: stages } = new MessageChannel();
    let watch: NodeJS.Timeout | undefined;
    const drop = () => stop.abort(clientGone());
    signal?.addEventListener('abort', drop);
    ours.once('message', () => {
      // A job that has begun is not worth a worker: it runs to its end, and nobody waits for it.
      signal?.removeEventListener('abort', drop);
      watch = setTimeout(() => stop.abort(), this.longestJobMs);
    });
    ours.on('message', onStage);
    try {
      const outcome = await this.line.run(stop.signal, () => this.workers.run({ bytes, stages }, stop));
      this.warm = true;
      if ('fault' in outcome) throw reviveFault(outcome.fault);
      return outcome.photo;
    } catch (error) {
      throw this.faultOf(error, stop.signal);
    } finally {
      this.jobs--;
      signal?.removeEventListener('abort', drop);
      clearTimeout(watch);
      ours.off('message', onStage);
      ours.close();
    }
  }

  private faultOf(error: unknown, { reason }: AbortSignal): unknown {
    if (isFault(error)) return error;
    if (isFault(reason)) return reason;
    this.workers.lookForLead();
    return engineFailed(error);
  }

  /** Waits for what is being worked on, refuses what waits, and ends the workers. */
  async close(): Promise<void> {
    await this.line.close(new Error('The engine is being closed.'));
    await this.workers.close();
  }
}

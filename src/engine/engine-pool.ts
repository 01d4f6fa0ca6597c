import path from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import type { Logger } from 'pino';
import { Piscina } from 'piscina';
import type { Config } from '../config';
import { engineFailed, isFault, reviveFault, tooBusy } from '../errors';
import type { DescribedPhoto, FaceEngine } from './contract';
import { checkWeights } from './weights';
import type { Job, Outcome } from './worker';

/** A photo takes a second at most; a worker that needs longer hangs, and is replaced. */
const LONGEST_JOB_MS = 15_000;
/** How many photos may wait for each worker. */
const WAITING_PER_WORKER = 4;

// The worker is this file's neighbour, compiled or not.
const extension = path.extname(__filename);
const worker = path.join(__dirname, `worker${extension}`);
const execArgv = extension === '.ts' ? ['-r', 'ts-node/register/transpile-only'] : [];

const isQueueFull = (error: unknown) => error instanceof Error && /queue/i.test(error.message);

/** The engine in worker threads, behind a bounded queue: a photo never blocks a page. */
export class EnginePool implements FaceEngine {
  private constructor(
    private readonly pool: Piscina<Job, Outcome>,
    private readonly limits: Config['limits'],
  ) {}

  /** How many photos are worked on at the same time. */
  get parallel(): number {
    return this.pool.options.maxThreads;
  }

  /** @throws {DamagedWeightsError} */
  static async start({ workers, limits }: Config, log: Logger): Promise<EnginePool> {
    await checkWeights();
    const pool = new Piscina<Job, Outcome>({
      filename: worker,
      execArgv,
      minThreads: workers,
      maxThreads: workers,
      idleTimeout: Number.POSITIVE_INFINITY,
      maxQueue: WAITING_PER_WORKER * workers,
      recordTiming: false,
    });
    pool.on('error', (error) => log.error({ err: error }, 'an engine worker failed outside a job'));
    return new EnginePool(pool, limits);
  }

  async describe(bytes: Uint8Array): Promise<DescribedPhoto> {
    const aborter = new AbortController();
    const { port1: ours, port2: begun } = new MessageChannel();
    let watch: NodeJS.Timeout | undefined;
    ours.once('message', () => {
      watch = setTimeout(() => aborter.abort(), LONGEST_JOB_MS);
    });
    try {
      const outcome = await this.pool.run({ bytes, limits: this.limits, begun }, { transferList: [begun], signal: aborter.signal });
      if ('fault' in outcome) throw reviveFault(outcome.fault);
      return outcome.photo;
    } catch (error) {
      throw this.faultOf(error);
    } finally {
      clearTimeout(watch);
      ours.close();
    }
  }

  private faultOf(error: unknown): unknown {
    if (isFault(error)) return error;
    return isQueueFull(error) ? tooBusy() : engineFailed(error);
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }
}

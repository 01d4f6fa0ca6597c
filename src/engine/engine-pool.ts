import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from 'pino';
import { FairQueue } from '../concurrency/fair-queue';
import type { Config } from '../config';
import { clientGone, engineFailed, isFault, reviveFault, tooBusy } from '../errors';
import type { DescribedPhoto, PhotoRequest, RunningEngine, Stage } from './contract';
import { BUILT_IN, type DescriptorNetwork, FACE_API_1 } from './descriptor-network';
import { OwnNetworkError, readOwnNetwork } from './own-network';
import { checkWeights, WEIGHTS_FOLDER } from './weights';
import { boundsFor } from './worker-bounds';
import type { WorkerSettings } from './worker-messages';
import { Workers } from './workers';

/**
 * A photo takes about a second; a HEIC of 50 megapixels takes several, and more on a small computer. A worker that runs
 * this long hangs, and is replaced.
 */
const MAX_JOB_MS = 60_000;
/** How many photos of one user may wait, even in a short queue: a page sends two at a time. */
const LEAST_SHARE = 2;
/** How long loading the networks isn't tried again after a failure. */
const WARM_UP_PAUSE_MS = 1000;

// The worker's program is beside this file, compiled or not.
const workerProgram = path.join(__dirname, `worker${path.extname(__filename)}`);

/** Settings of a worker that the pool knows itself. */
type Given = 'bounds' | 'weights' | 'own';

export interface PoolOptions {
  /** The most workers at the same time. */
  workers: number;
  /** How many jobs may wait, for all workers together; of one owner half of them. */
  queue: number;
  /** The file that each worker runs; tests give others that fail. */
  program?: string;
  settings: Omit<WorkerSettings, Given> & Partial<Pick<WorkerSettings, Given>>;
  /** How long a job may run before its worker is replaced. */
  maxJobMs?: number;
}

/** The engine in worker processes, behind a queue of limited length, so that photos never block pages. */
export class EnginePool implements RunningEngine {
  private readonly workers: Workers;
  private readonly maxJobMs: number;
  private readonly queue: FairQueue;
  networks: readonly DescriptorNetwork[] = BUILT_IN;
  private warm = false;
  private warmingUp: Promise<unknown> | undefined;

  constructor(
    { workers, queue, program = workerProgram, settings, maxJobMs = MAX_JOB_MS }: PoolOptions,
    private readonly log: Logger,
  ) {
    this.maxJobMs = maxJobMs;
    const share = Math.max(LEAST_SHARE, Math.floor(queue / 2));
    this.queue = new FairQueue(workers, { places: queue, share, full: tooBusy });
    const given = { bounds: boundsFor(settings.limits), weights: WEIGHTS_FOLDER, own: null };
    this.workers = new Workers({ program, settings: { ...given, ...settings } }, log);
    this.warmUp();
  }

  /**
   * Returns whether a worker has loaded its networks. Before that, photos wait. After a failure, a call a second later
   * tries again.
   */
  isReady(): boolean {
    const isBusy = !this.queue.hasRoomFor(); // each of its jobs loads the networks, too
    if (!this.warm && !isBusy) this.warmUp();
    return this.warm;
  }

  get kind(): 'native' | 'wasm' | undefined {
    return this.workers.kind;
  }

  isIdle(): boolean {
    return this.queue.isEmpty;
  }

  /**
   * Loads the networks of a worker, by describing an empty photo: the worker refuses it as soon as it has loaded them.
   */
  private warmUp(): void {
    this.warmingUp ??= this.describe(new Uint8Array(0)).catch(async (error) => {
      if (this.warm) return;
      this.log.error({ err: error }, 'failed to load the networks');
      await pause(WARM_UP_PAUSE_MS, undefined, { ref: false });
      this.warmingUp = undefined;
    });
  }

  /**
   * Starts the engine that the settings ask for. It returns before the networks are loaded.
   * @param weights the folder of the networks
   * @throws {DamagedWeightsError}
   * @throws {OwnNetworkError} when the operator's own network can't be used
   * @throws the error of loading ONNX Runtime, when the settings require the native engine
   */
  static async start(
    { workers, threads, queue, engine, precision, limits }: Config,
    log: Logger,
    weights = WEIGHTS_FOLDER,
  ): Promise<EnginePool> {
    const own = (await readOwnNetwork(weights)) ?? null;
    const checking = checkWeights(weights); // meanwhile a worker loads them
    const settings = { engine, precision, threads, limits, weights, own };
    const pool = new EnginePool({ workers, queue, settings }, log);
    try {
      await checking;
      // Any other engine goes on with WebAssembly, or tries again.
      if (engine === 'native') await pool.workers.chosen;
      if (own) await pool.prefer(own);
      return pool;
    } catch (error) {
      await pool.close();
      throw error;
    }
  }

  /** Prefers the operator's own network from now on, if it can be run. @throws {OwnNetworkError} when it fails at the first try */
  private async prefer(own: DescriptorNetwork): Promise<void> {
    const choice = await this.workers.ready.catch((error: Error) => {
      throw new OwnNetworkError(own.file ?? '', `it can't be used (${error.message})`);
    });
    if (choice?.engine === 'native') {
      this.networks = [own, ...this.networks];
      this.log.info({ network: own.id, license: own.license }, `faces are described by ${own.name}`);
    } else
      this.log.warn(
        `weights/${own.file} isn't used: only ONNX Runtime can run it, and recognition runs on WebAssembly.`,
      );
  }

  async describe(
    bytes: Uint8Array,
    {
      owner,
      signal,
      network,
      purpose = 'asking',
      isStored = false,
      picture = 'whole',
      onStage = () => undefined,
    }: PhotoRequest = {},
  ): Promise<DescribedPhoto> {
    if (signal?.aborted) throw clientGone();
    if (!this.queue.hasRoomFor(owner)) throw tooBusy();
    onStage('waiting');
    const wanted = {
      network: this.networks.find(({ id }) => id === network) ?? this.networks[0] ?? FACE_API_1,
      purpose,
      isStored,
      picture,
    };
    const [leaving, stop] = [new AbortController(), new AbortController()];
    let watch: NodeJS.Timeout | undefined;
    const leave = () => leaving.abort(clientGone());
    signal?.addEventListener('abort', leave);
    const hear = (stage: Stage) => {
      watch ??= setTimeout(() => stop.abort(), this.maxJobMs);
      onStage(stage);
    };
    // A photo that has begun is better finished for nobody than its worker ended.
    const describe = () => this.workers.run({ bytes, wanted }, hear, leaving.signal, stop.signal);
    try {
      const outcome = await this.queue.run(leaving.signal, describe, owner);
      this.warm = true;
      if ('fault' in outcome) throw reviveFault(outcome.fault);
      return outcome.photo;
    } catch (error) {
      throw isFault(error) ? error : engineFailed(error);
    } finally {
      signal?.removeEventListener('abort', leave);
      clearTimeout(watch);
    }
  }

  /** Finishes the jobs that run, refuses those in the queue, and ends the workers. */
  async close(): Promise<void> {
    await this.queue.close(new Error('The engine is being closed.'));
    await this.workers.close();
  }
}

import type { Logger } from 'pino';
import type { Choice } from './choose-engine';
import type { Stage } from './contract';
import type { Job, Outcome, WorkerSettings } from './worker-messages';
import { WorkerProcess } from './worker-process';

/** How long an extra worker stays without work. */
const IDLE_MS = 60_000;

export interface WorkersOptions {
  /** The file that each worker runs. */
  program: string;
  /** `threads` is how many a photo may use when nothing else runs. */
  settings: WorkerSettings;
}

/**
 * Worker processes that take one photo each. One always runs, the leading one; the others run only while photos wait, as each holds the
 * weights of the networks. The caller says how many there may be: it never gives more jobs at a time.
 */
export class Workers {
  private readonly processes = new Set<WorkerProcess>();
  /** The leading worker gets every photo that comes alone, and may use all threads. */
  private lead: WorkerProcess | undefined;
  /** In the order in which they became so. */
  private readonly idle: WorkerProcess[] = [];
  private readonly idleSince = new Map<WorkerProcess, NodeJS.Timeout>();
  private isClosed = false;
  /** What the first worker computes with. */
  private choice: Choice | undefined;
  /** Resolves when a worker has said which engine it computes with; rejects when the first one ends before. */
  readonly chosen: Promise<void>;
  /** Resolves with what it computes with when the first worker takes photos; rejects when it ends before. */
  readonly ready: Promise<Choice | undefined>;
  private onChosen: () => void = () => undefined;

  constructor(
    private readonly options: WorkersOptions,
    private readonly log: Logger,
  ) {
    const first = this.start();
    this.chosen = new Promise((resolve, reject) => {
      this.onChosen = resolve;
      first.ready.then(resolve, reject);
    });
    this.chosen.catch(() => undefined);
    this.ready = first.ready.then(() => this.choice);
    this.ready.catch(() => undefined);
    this.rest(first);
  }

  /** What computes the networks; undefined before a worker has said it. */
  get kind(): Choice['engine'] | undefined {
    return this.choice?.engine;
  }

  private start(): WorkerProcess {
    const { program, settings } = this.options;
    // Others run when photos wait, and then one thread each does most.
    const threads = this.lead ? 1 : settings.threads;
    const precision = this.choice?.precision ?? settings.precision; // measured once
    const worker = new WorkerProcess(program, { ...settings, precision, threads }, (choice) => this.tell(choice));
    this.lead ??= worker;
    this.processes.add(worker);
    void worker.ended.then(() => this.forget(worker));
    return worker;
  }

  private tell(choice: Choice): void {
    this.onChosen();
    if (this.choice) return;
    this.choice = choice;
    const { engine, precision, reason } = choice;
    if (reason !== undefined) this.log.warn({ engine, reason }, NO_NATIVE);
    else this.log.info({ engine, precision }, 'engine chosen');
  }

  private forget(worker: WorkerProcess): void {
    this.processes.delete(worker);
    if (this.lead === worker) this.lead = undefined;
    this.wake(worker);
    // One that couldn't load its networks would fail again at once: the next photo, or health check, tries that.
    if (!this.isClosed && worker.isReady && this.processes.size === 0) this.rest(this.start());
  }

  /** Takes a worker out of those without work. */
  private wake(worker: WorkerProcess): WorkerProcess {
    const at = this.idle.indexOf(worker);
    if (at >= 0) this.idle.splice(at, 1);
    clearTimeout(this.idleSince.get(worker));
    this.idleSince.delete(worker);
    return worker;
  }

  /** Lets a worker wait for its next photo. */
  private rest(worker: WorkerProcess): void {
    if (worker.hasEnded) return;
    this.idle.push(worker);
    const endIt = () => worker !== this.lead && this.processes.size > 1 && void worker.kill();
    this.idleSince.set(worker, setTimeout(endIt, IDLE_MS).unref());
  }

  /**
   * Describes a photo in a free worker, or in a new one.
   * @param leaving drops the job as long as it hasn't begun
   * @param stop ends the worker wherever it is
   * @throws what the worker throws, how it ended, or the reason of `leaving` or `stop`
   */
  async run(job: Job, onStage: (stage: Stage) => void, leaving: AbortSignal, stop: AbortSignal): Promise<Outcome> {
    const free = this.idle.find((worker) => worker === this.lead) ?? this.idle[0];
    const worker = free ? this.wake(free) : this.start();
    const end = () => void worker.kill();
    stop.addEventListener('abort', end, { once: true });
    worker.hold(true);
    try {
      await orLeaving(worker.ready, leaving);
      return await worker.run(job, onStage);
    } finally {
      stop.removeEventListener('abort', end);
      worker.hold(false);
      this.rest(worker);
    }
  }

  /** Ends all workers, whatever they do. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all([...this.processes].map((worker) => worker.kill()));
  }
}

const NO_NATIVE =
  'ONNX Runtime has no binary for this computer: recognition runs on WebAssembly, about eight times slower';

/** Waits for a promise, or until the signal aborts. @throws its reason */
function orLeaving(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason);
    if (signal.aborted) return leave();
    signal.addEventListener('abort', leave, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

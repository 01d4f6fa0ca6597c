import { Worker } from 'node:worker_threads';
import { EXCESS_FD, type WorkerBounds } from './worker-messages';

const IDLE = 0;
const DECODING = 1;
const BUSY = 2;
const LOOK_MS = 25;
/** Of the guard's own heap, in MB. */
const HEAP_MB = 8;

type GuardData = WorkerBounds & { app: number; state: Int32Array; lookMs: number; fd: number };

/**
 * What the guard's thread does. It stands alone, as its text is what the thread is given: a file would need the compiler of TypeScript in
 * the thread, too. While there is a photo, it looks at the process every few milliseconds, whatever the main thread does.
 */
function standGuard(load: typeof require): void {
  const { writeSync } = load('node:fs') as typeof import('node:fs');
  const { workerData } = load('node:worker_threads') as typeof import('node:worker_threads');
  const { state, app, memoryBytes, decodingMs, lookMs, fd } = workerData as GuardData;
  const end = (excess: string) => {
    try {
      if (excess) writeSync(fd, excess);
    } finally {
      process.kill(process.pid, 'SIGKILL'); // also when the app is gone, and nobody reads
    }
  };
  const used = () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  };
  for (let [photo, began] = [0, 0]; ; ) {
    const phase = Atomics.load(state, 0);
    if (phase === 0) {
      Atomics.wait(state, 0, phase);
      continue;
    }
    const current = Atomics.load(state, 1);
    if (current !== photo) [photo, began] = [current, used()];
    if (process.ppid !== app) end(''); // the app is gone, and the main thread may never come to see it
    if (process.memoryUsage.rss() > memoryBytes) end('memory');
    if (phase === 1 && used() - began > decodingMs) end('time');
    Atomics.wait(state, 0, phase, lookMs);
  }
}

/**
 * Ends this process, in the middle of whatever it does, when a photo takes too much memory, or too long to decode, or when the process
 * that started this one is gone. It lies in a thread of its own: decoders and networks may keep all others for as long as they run.
 */
export class Guard {
  private readonly state = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));

  /** @param app the number of the process that started this one */
  constructor(app: number, bounds: WorkerBounds) {
    const workerData: GuardData = { ...bounds, app, state: this.state, lookMs: LOOK_MS, fd: EXCESS_FD };
    const resourceLimits = { maxOldGenerationSizeMb: HEAP_MB, maxYoungGenerationSizeMb: 1, stackSizeMb: 1 };
    new Worker(`(${standGuard.toString()})(require)`, { eval: true, execArgv: [], workerData, resourceLimits }).unref();
  }

  /** A photo is there, and is decoded first. */
  begin(): void {
    Atomics.add(this.state, 1, 1);
    this.enter(DECODING);
  }

  /** The photo is decoded. */
  decoded(): void {
    this.enter(BUSY);
  }

  /** The photo is done. */
  end(): void {
    this.enter(IDLE);
  }

  private enter(phase: number): void {
    Atomics.store(this.state, 0, phase);
    Atomics.notify(this.state, 0);
  }
}

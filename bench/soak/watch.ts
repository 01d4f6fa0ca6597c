import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchApp } from '../app';
import { median } from '../statistics';
import type { Tally } from './tally';
import { Visitor } from './visitor';

const HEALTH_EVERY_MS = 50;
const MEMORY_EVERY_MS = 1000;

/** Measures the app from outside while a load runs. */
export class Watch {
  /** Resident memory of the app and its workers second by second, in MB; what they share counts once. */
  readonly memory: number[] = [];
  /** The longest delays of the app's event loop, second by second, in ms. */
  readonly loopDelays: number[] = [];
  /** The same for this process, which runs the clients: its own delays make answers look slower. */
  readonly ownDelays: number[] = [];
  /** The share of the time that the app's main thread worked. */
  worked = 0;
  /** The share of the time that it waited for a processor. */
  waited = 0;
  #over = false;

  constructor(
    private readonly app: BenchApp,
    private readonly tally: Tally,
  ) {}

  /** Measures until the load ends. */
  async during(load: Promise<void>): Promise<void> {
    const [started, before] = [performance.now(), this.app.mainThread()];
    const watching = [this.pollHealth(), this.sample()];
    await load.finally(() => (this.#over = true));
    const [lasted, after] = [performance.now() - started, this.app.mainThread()];
    this.worked = (after.worked - before.worked) / lasted;
    this.waited = (after.waited - before.waited) / lasted;
    await Promise.all(watching);
  }

  private async pollHealth(): Promise<void> {
    const visitor = new Visitor(this.app.url, this.tally);
    while (!this.#over) {
      await visitor.get('/health/ready').catch(() => {}); // it is counted
      await sleep(HEALTH_EVERY_MS);
    }
  }

  private async sample(): Promise<void> {
    const own = monitorEventLoopDelay({ resolution: 1 });
    own.enable();
    while (!this.#over) {
      this.memory.push(this.app.memory().now);
      this.loopDelays.push(await this.app.longestLoopDelay());
      this.ownDelays.push(own.max / 1e6);
      own.reset();
      await sleep(MEMORY_EVERY_MS);
    }
    own.disable();
  }

  /**
   * Returns the median resident memory between two shares of the time: 0.1 and 0.3 are minutes two and three of ten.
   */
  memoryBetween(from: number, to: number): number {
    const at = (share: number) => Math.floor(share * this.memory.length);
    return median(this.memory.slice(at(from), Math.max(at(to), at(from) + 1)));
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import { KeyedMutex } from '../concurrency/keyed-mutex';
import type { Leases } from './leases';

/** For how long another process is believed to be at work when it says nothing, in milliseconds. */
const LEASE_MS = 30_000;
/** How often it is looked whether another process is done, in milliseconds. */
const LOOK_MS = 100;

/** Has work for the same key done one after another, by this process and by all others that share the catalog. */
export class SharedTurns {
  private readonly mutex = new KeyedMutex();

  /** @param what names the work in the catalog */
  constructor(
    private readonly leases: Leases,
    private readonly what: string,
  ) {}

  /** Does some work once it is its turn. @throws what the work throws, and errors of the disk and the database */
  run<T>(key: number, work: () => Promise<T>): Promise<T> {
    return this.mutex.run(key, async () => {
      let result: T | undefined;
      const hold = () =>
        this.leases.hold(`${this.what} ${key}`, LEASE_MS, async () => {
          result = await work();
        });
      while (!(await hold())) await pause(LOOK_MS);
      return result as T; // the work is done by now
    });
  }
}

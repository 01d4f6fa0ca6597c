/** Runs at most `limit` tasks at once, first come first served, except that an owner with nothing running goes first. */
export class FairQueue {
  private readonly waiting: Array<{ owner: unknown; admit: () => void; refuse: (reason: unknown) => void }> = [];
  /** The owner of each running task. */
  private readonly running: unknown[] = [];
  private emptied: () => void = () => {};

  constructor(private readonly limit: number) {}

  /**
   * Runs a task once there is a free place.
   * @param owner whose task it is, so that nobody can block all others; tasks without an owner are never put back
   * @throws what the task throws; the signal's reason if it aborts while the task waits; the reason that `close` was given
   */
  async run<T>(signal: AbortSignal, task: () => Promise<T>, owner?: unknown): Promise<T> {
    await this.admission(signal, owner);
    try {
      return await task();
    } finally {
      this.running.splice(this.running.indexOf(owner), 1);
      this.next()?.admit();
      if (this.running.length === 0) this.emptied();
    }
  }

  /** Takes the next waiting task out of the queue. */
  private next() {
    const index = this.waiting.findIndex(({ owner }) => owner === undefined || !this.running.includes(owner));
    return this.waiting.splice(Math.max(index, 0), 1).at(0);
  }

  /** Resolves when a task may start. */
  private admission(signal: AbortSignal, owner: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      const admit = () => {
        signal.removeEventListener('abort', giveUp);
        this.running.push(owner);
        resolve();
      };
      const refuse = (reason: unknown) => {
        signal.removeEventListener('abort', giveUp);
        reject(reason);
      };
      const giveUp = () => {
        this.waiting.splice(this.waiting.indexOf(place), 1);
        reject(signal.reason);
      };
      const place = { owner, admit, refuse };
      if (signal.aborted) return reject(signal.reason);
      if (this.running.length < this.limit) return admit();
      signal.addEventListener('abort', giveUp, { once: true });
      this.waiting.push(place);
    });
  }

  /** Refuses all waiting tasks, and resolves when the last running one has ended. */
  async close(reason: unknown): Promise<void> {
    for (const { refuse } of this.waiting.splice(0)) refuse(reason);
    if (this.running.length > 0) await new Promise<void>((resolve) => (this.emptied = resolve));
  }
}

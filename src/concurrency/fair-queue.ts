/** Lets so many work at a time; the others wait, and come in the order in which they came, but for owners: who has none at work comes first. */
export class FairQueue {
  private readonly waiting: Array<{ owner: unknown; admit: () => void; refuse: (reason: unknown) => void }> = [];
  /** Whose work is being done. */
  private readonly running: unknown[] = [];
  private emptied: () => void = () => {};

  constructor(private readonly limit: number) {}

  /**
   * Does the work when it is its turn.
   * @param owner whose it is, so that nobody holds up all the others
   * @throws what the work throws; the signal's reason, when it aborts while the work waits; what `close` is given
   */
  async run<T>(signal: AbortSignal, work: () => Promise<T>, owner?: unknown): Promise<T> {
    await this.turn(signal, owner);
    try {
      return await work();
    } finally {
      this.running.splice(this.running.indexOf(owner), 1);
      this.next()?.admit();
      if (this.running.length === 0) this.emptied();
    }
  }

  private next() {
    const index = this.waiting.findIndex(({ owner }) => owner === undefined || !this.running.includes(owner));
    return this.waiting.splice(Math.max(index, 0), 1).at(0);
  }

  private turn(signal: AbortSignal, owner: unknown): Promise<void> {
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

  /** Refuses all who wait, and resolves when the last one has gone. */
  async close(reason: unknown): Promise<void> {
    for (const { refuse } of this.waiting.splice(0)) refuse(reason);
    if (this.running.length > 0) await new Promise<void>((resolve) => (this.emptied = resolve));
  }
}

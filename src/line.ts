/** Lets so many work at a time; the others wait, and come in the order in which they came. */
export class Line {
  private readonly waiting: Array<{ enter: () => void; refuse: (reason: unknown) => void }> = [];
  private inside = 0;
  private emptied: () => void = () => {};

  constructor(private readonly most: number) {}

  /**
   * Does the work when it is its turn.
   * @throws what the work throws; the signal's reason, when it aborts while the work waits; what `close` is given
   */
  async take<T>(leaving: AbortSignal, work: () => Promise<T>): Promise<T> {
    await this.turn(leaving);
    try {
      return await work();
    } finally {
      this.inside--;
      this.waiting.shift()?.enter();
      if (this.inside === 0) this.emptied();
    }
  }

  private turn(leaving: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        leaving.removeEventListener('abort', giveUp);
        this.inside++;
        resolve();
      };
      const refuse = (reason: unknown) => {
        leaving.removeEventListener('abort', giveUp);
        reject(reason);
      };
      const giveUp = () => {
        this.waiting.splice(this.waiting.indexOf(place), 1);
        reject(leaving.reason);
      };
      const place = { enter, refuse };
      if (leaving.aborted) return reject(leaving.reason);
      if (this.inside < this.most) return enter();
      leaving.addEventListener('abort', giveUp, { once: true });
      this.waiting.push(place);
    });
  }

  /** Refuses all who wait, and resolves when the last one has gone. */
  async close(reason: unknown): Promise<void> {
    for (const { refuse } of this.waiting.splice(0)) refuse(reason);
    if (this.inside > 0) await new Promise<void>((resolve) => (this.emptied = resolve));
  }
}

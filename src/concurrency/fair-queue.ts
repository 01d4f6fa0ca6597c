/** Lets so many work at a time; the others wait, and come in the order in which they came, but for owners: who has none at work comes first. */
export class Line {
  private readonly waiting: Array<{ owner: unknown; enter: () => void; refuse: (reason: unknown) => void }> = [];
  /** Whose work is being done. */
  private readonly inside: unknown[] = [];
  private emptied: () => void = () => {};

  constructor(private readonly most: number) {}

  /**
   * Does the work when it is its turn.
   * @param owner whose it is, so that nobody holds up all the others
   * @throws what the work throws; the signal's reason, when it aborts while the work waits; what `close` is given
   */
  async take<T>(leaving: AbortSignal, work: () => Promise<T>, owner?: unknown): Promise<T> {
    await this.turn(leaving, owner);
    try {
      return await work();
    } finally {
      this.inside.splice(this.inside.indexOf(owner), 1);
      this.next()?.enter();
      if (this.inside.length === 0) this.emptied();
    }
  }

  private next() {
    const index = this.waiting.findIndex(({ owner }) => owner === undefined || !this.inside.includes(owner));
    return this.waiting.splice(Math.max(index, 0), 1).at(0);
  }

  private turn(leaving: AbortSignal, owner: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      const enter = () => {
        leaving.removeEventListener('abort', giveUp);
        this.inside.push(owner);
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
      const place = { owner, enter, refuse };
      if (leaving.aborted) return reject(leaving.reason);
      if (this.inside.length < this.most) return enter();
      leaving.addEventListener('abort', giveUp, { once: true });
      this.waiting.push(place);
    });
  }

  /** Refuses all who wait, and resolves when the last one has gone. */
  async close(reason: unknown): Promise<void> {
    for (const { refuse } of this.waiting.splice(0)) refuse(reason);
    if (this.inside.length > 0) await new Promise<void>((resolve) => (this.emptied = resolve));
  }
}

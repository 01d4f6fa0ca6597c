/** Does the work for each user (or whatever the number stands for) in turn: what a second click asks for waits until the first is done, and sees what it did. */
export class KeyedMutex {
  private readonly last = new Map<number, Promise<void>>();

  async run<T>(key: number, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(key);
    const turn = before ? before.then(work) : work();
    const settled: Promise<void> = turn
      .catch(() => {})
      .then(() => {
        if (this.last.get(key) === settled) this.last.delete(key);
      });
    this.last.set(key, settled);
    return turn;
  }
}

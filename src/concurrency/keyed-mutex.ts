/** Runs the tasks of one key one after another, in their order, each even if an earlier one failed. Different keys don't wait for each other. */
export class KeyedMutex {
  private readonly last = new Map<number, Promise<void>>();

  /** Runs a task once all earlier tasks of its key have ended. @throws what the task throws */
  async run<T>(key: number, task: () => Promise<T>): Promise<T> {
    const before = this.last.get(key);
    const result = before ? before.then(task) : task();
    const settled: Promise<void> = result
      .catch(() => {})
      .then(() => {
        if (this.last.get(key) === settled) this.last.delete(key);
      });
    this.last.set(key, settled);
    return result;
  }
}

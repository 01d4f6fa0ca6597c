/** Does the work for each user in turn: what a second click asks for waits until the first is done, and sees what it did. */
export class Turns {
  private readonly last = new Map<number, Promise<void>>();

  async take<T>(userId: number, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(userId);
    const turn = before ? before.then(work) : work();
    const settled: Promise<void> = turn
      .catch(() => {})
      .then(() => {
        if (this.last.get(userId) === settled) this.last.delete(userId);
      });
    this.last.set(userId, settled);
    return turn;
  }
}

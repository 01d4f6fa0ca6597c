/** Does the work for each user (or whatever the number stands for) in turn: what a second click asks for waits until the first is done, and sees what it did. */
export class Turns {
  private readonly last = new Map<number, Promise<void>>();

  async take<T>(whose: number, work: () => Promise<T>): Promise<T> {
    const before = this.last.get(whose);
    const turn = before ? before.then(work) : work();
    const settled: Promise<void> = turn
      .catch(() => {})
      .then(() => {
        if (this.last.get(whose) === settled) this.last.delete(whose);
      });
    this.last.set(whose, settled);
    return turn;
  }
}

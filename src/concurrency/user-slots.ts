import type { Fault } from '../errors';

/** Lets nobody take all the places of something that several users want at the same time. */
export class Shares {
  private readonly taken = new Map<number, number>();

  /**
   * @param most places that one user may take
   * @param fault what more is refused with
   */
  constructor(
    private readonly most: number,
    private readonly fault: () => Fault,
  ) {}

  /** Does some work in a place of the user's. @throws the fault when all of theirs are taken */
  async take<T>(userId: number, work: () => Promise<T>): Promise<T> {
    const leave = this.hold(userId);
    try {
      return await work();
    } finally {
      leave();
    }
  }

  /** Takes a place of the user's. @returns what gives it back, to be called once @throws the fault when all of theirs are taken */
  hold(userId: number): () => void {
    const others = this.taken.get(userId) ?? 0;
    if (others >= this.most) throw this.fault();
    this.taken.set(userId, others + 1);
    return () => {
      const left = (this.taken.get(userId) ?? 1) - 1;
      if (left > 0) this.taken.set(userId, left);
      else this.taken.delete(userId);
    };
  }
}

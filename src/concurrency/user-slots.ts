import type { Fault } from '../errors';

/** Lets nobody take all the places of something that several users want at the same time. */
export class UserSlots {
  private readonly used = new Map<number, number>();

  /**
   * @param limit places that one user may take
   * @param fault what more is refused with
   */
  constructor(
    private readonly limit: number,
    private readonly fault: () => Fault,
  ) {}

  /** Does some work in a place of the user's. @throws the fault when all of theirs are taken */
  async run<T>(userId: number, work: () => Promise<T>): Promise<T> {
    const release = this.acquire(userId);
    try {
      return await work();
    } finally {
      release();
    }
  }

  /** Takes a place of the user's. @returns what gives it back, to be called once @throws the fault when all of theirs are taken */
  acquire(userId: number): () => void {
    const others = this.used.get(userId) ?? 0;
    if (others >= this.limit) throw this.fault();
    this.used.set(userId, others + 1);
    return () => {
      const left = (this.used.get(userId) ?? 1) - 1;
      if (left > 0) this.used.set(userId, left);
      else this.used.delete(userId);
    };
  }
}

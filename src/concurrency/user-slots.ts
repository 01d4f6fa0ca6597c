import type { Fault } from '../errors';

/** Limits how many slots one user takes in something that several users share. */
export class UserSlots {
  private readonly used = new Map<number, number>();

  /**
   * @param limit slots that one user may take at the same time
   * @param fault makes the fault that refuses any more
   */
  constructor(
    private readonly limit: number,
    private readonly fault: () => Fault,
  ) {}

  /** Runs a task in a slot of the user. @throws the fault when the user has taken all slots */
  async run<T>(userId: number, task: () => Promise<T>): Promise<T> {
    const release = this.acquire(userId);
    try {
      return await task();
    } finally {
      release();
    }
  }

  /** Takes a slot of the user. @returns a function that releases it, to be called once @throws the fault when all are taken */
  acquire(userId: number): () => void {
    const taken = this.used.get(userId) ?? 0;
    if (taken >= this.limit) throw this.fault();
    this.used.set(userId, taken + 1);
    return () => {
      const remaining = (this.used.get(userId) ?? 1) - 1;
      if (remaining > 0) this.used.set(userId, remaining);
      else this.used.delete(userId);
    };
  }
}

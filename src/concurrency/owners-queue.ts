import { FairQueue } from './fair-queue';

/** Runs at most `limit` tasks at once, and of each owner one: the owner's others wait without keeping anybody else's from their place. */
export class OwnersQueue {
  private readonly queue: FairQueue;
  private readonly owners = new Map<unknown, { own: FairQueue; tasks: number }>();

  constructor(limit: number) {
    this.queue = new FairQueue(limit);
  }

  /**
   * Runs a task once all earlier ones of its owner have ended and there is a free place.
   * @param owner undefined for a task that is nobody's
   * @throws what the task throws; the signal's reason if it aborts while the task waits
   */
  async run<T>(owner: unknown, signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    if (owner === undefined) return this.queue.run(signal, task);
    const line = this.owners.get(owner) ?? { own: new FairQueue(1), tasks: 0 };
    this.owners.set(owner, line);
    line.tasks++;
    try {
      return await line.own.run(signal, () => this.queue.run(signal, task, owner));
    } finally {
      if (--line.tasks === 0) this.owners.delete(owner);
    }
  }
}

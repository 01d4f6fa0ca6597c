/** A task that waits. */
interface Place {
  owner: unknown;
  admit: () => void;
  refuse: (reason: unknown) => void;
}

/** How many tasks may wait. */
export interface QueueBounds {
  /** For all owners together. When they are taken, whoever has most gives up the newest for somebody who has less. */
  places: number;
  /** For one owner. */
  share: number;
  /** Makes the reason that a task without a place is refused with. */
  full: () => unknown;
}

const UNBOUNDED: QueueBounds = {
  places: Number.POSITIVE_INFINITY,
  share: Number.POSITIVE_INFINITY,
  full: () => undefined,
};

/**
 * Runs at most `limit` tasks at once, and takes the owners of those that wait in turn: first whoever has the fewest running, then
 * whoever has waited longest for a turn. However much one owner wants, another's task is next whenever one ends.
 */
export class FairQueue {
  private readonly waiting: Place[] = [];
  /** The owner of each running task. */
  private readonly running: unknown[] = [];
  /** For each owner, the number of the latest turn. Kept as long as anything waits. */
  private readonly turns = new Map<unknown, number>();
  private turn = 0;
  private emptied: () => void = () => {};

  constructor(
    private readonly limit: number,
    private readonly bounds: QueueBounds = UNBOUNDED,
  ) {}

  /**
   * Runs a task once there is a free place.
   * @param owner whose task it is, so that nobody can block all others; each task without one counts as somebody else's
   * @throws what the task throws; the signal's reason if it aborts while the task waits; the reason that `close` was given; what
   *   `full` makes when there is no place to wait, or when it is given up for somebody who has less
   */
  async run<T>(signal: AbortSignal, task: () => Promise<T>, owner?: unknown): Promise<T> {
    await this.admission(signal, owner);
    try {
      return await task();
    } finally {
      this.running.splice(this.running.indexOf(owner), 1);
      this.next()?.admit();
      if (this.waiting.length === 0) this.turns.clear();
      if (this.running.length === 0) this.emptied();
    }
  }

  /** Whether nothing runs or waits. */
  get isEmpty(): boolean {
    return this.running.length === 0;
  }

  /** Whether a task of this owner would run or get a place to wait. */
  hasRoomFor(owner?: unknown): boolean {
    if (this.running.length < this.limit) return true;
    if (owner !== undefined && this.waitingOf(owner) >= this.bounds.share) return false;
    return this.waiting.length < this.bounds.places || this.surplusBeside(owner) !== undefined;
  }

  private readonly waitingOf = (owner: unknown) => this.waiting.filter((each) => each.owner === owner).length;
  private readonly runningOf = (owner: unknown) =>
    owner === undefined ? 0 : this.running.filter((each) => each === owner).length;
  private readonly tasksOf = (owner: unknown) =>
    owner === undefined ? 0 : this.waitingOf(owner) + this.runningOf(owner);

  /** The newest waiting task of whoever has most, if that is more than this owner would then have. */
  private surplusBeside(owner: unknown): Place | undefined {
    let [most, surplus]: [number, Place | undefined] = [this.tasksOf(owner) + 1, undefined];
    for (const place of this.waiting) {
      const tasks = this.tasksOf(place.owner);
      if (tasks > most || (surplus && tasks === most && place.owner === surplus.owner))
        [most, surplus] = [tasks, place];
    }
    return surplus;
  }

  /** Takes the task whose turn it is out of the queue. */
  private next(): Place | undefined {
    let [best, fewest, earliest]: [number, number, number] = [0, Number.POSITIVE_INFINITY, 0];
    for (const [index, { owner }] of this.waiting.entries()) {
      const running = this.runningOf(owner);
      const turn = this.turns.get(owner) ?? 0;
      if (running < fewest || (running === fewest && turn < earliest))
        [best, fewest, earliest] = [index, running, turn];
    }
    return this.waiting.splice(best, 1).at(0);
  }

  /** Resolves when a task may start. */
  private admission(signal: AbortSignal, owner: unknown): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        const at = this.waiting.indexOf(place);
        if (at >= 0) this.waiting.splice(at, 1);
        signal.removeEventListener('abort', giveUp);
      };
      const admit = () => {
        leave();
        this.running.push(owner);
        if (owner !== undefined) this.turns.set(owner, ++this.turn);
        resolve();
      };
      const refuse = (reason: unknown) => {
        leave();
        reject(reason);
      };
      const giveUp = () => refuse(signal.reason);
      const place = { owner, admit, refuse };
      if (signal.aborted) return reject(signal.reason);
      if (this.running.length < this.limit) return admit();
      if (!this.hasRoomFor(owner)) return reject(this.bounds.full());
      if (this.waiting.length >= this.bounds.places) this.surplusBeside(owner)?.refuse(this.bounds.full());
      signal.addEventListener('abort', giveUp, { once: true });
      this.waiting.push(place);
    });
  }

  /** Refuses all waiting tasks, and resolves when the last running one has ended. */
  async close(reason: unknown): Promise<void> {
    for (const { refuse } of [...this.waiting]) refuse(reason);
    if (this.running.length > 0) await new Promise<void>((resolve) => (this.emptied = resolve));
  }
}

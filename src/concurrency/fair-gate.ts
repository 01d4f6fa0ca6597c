/** Whom a task counts for. */
type Owner = number | string;

interface Line {
  running: number;
  /** What lets each waiting task in, in their order. */
  waiting: Set<() => void>;
}

interface GateLimits {
  /** How many tasks of one owner run at the same time. */
  atOnce: number;
  /** How many more of one owner may wait. */
  waiting: number;
  /** How long one may wait, in milliseconds. */
  waitMs: number;
}

/**
 * Lets tasks begin one by one, in turns between their owners, and only a few of each owner's at the same time. The event loop turns
 * between two beginnings: what has arrived in the meantime is seen to, and work that runs in one go is never followed at once by more.
 */
export class FairGate {
  /** Every owner with a running or waiting task. */
  private readonly lines = new Map<Owner, Line>();
  /** The owners whose next task may begin, in the order of their turns. */
  private readonly ready = new Set<Owner>();
  private isOpening = false;

  /** @param fault makes the error that refuses a task */
  constructor(
    private readonly limits: GateLimits,
    private readonly fault: () => Error,
  ) {}

  /**
   * Waits until a task of this owner may begin.
   * @returns a function to call once when the task has ended
   * @throws the fault when too many wait already, or after the longest wait; the signal's reason once it has aborted
   */
  enter(owner: Owner, signal: AbortSignal): Promise<() => void> {
    const { atOnce, waiting, waitMs } = this.limits;
    const line = this.lines.get(owner) ?? { running: 0, waiting: new Set() };
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      if (line.running + line.waiting.size >= atOnce + waiting) return reject(this.fault());
      const leave = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        line.waiting.delete(begin);
      };
      const begin = () => {
        leave();
        line.running += 1;
        resolve(() => this.end(owner, line));
      };
      const giveUp = () => {
        leave();
        this.update(owner, line);
        reject(signal.aborted ? signal.reason : this.fault());
      };
      const timer = setTimeout(giveUp, waitMs).unref();
      signal.addEventListener('abort', giveUp, { once: true });
      line.waiting.add(begin);
      this.update(owner, line);
    });
  }

  private end(owner: Owner, line: Line): void {
    line.running -= 1;
    this.update(owner, line);
  }

  /** Keeps track of an owner after a change of what runs and waits. */
  private update(owner: Owner, line: Line): void {
    if (line.running + line.waiting.size > 0) this.lines.set(owner, line);
    else this.lines.delete(owner);
    if (line.waiting.size > 0 && line.running < this.limits.atOnce) this.ready.add(owner);
    else this.ready.delete(owner);
    this.openLater();
  }

  private openLater(): void {
    if (this.isOpening || this.ready.size === 0) return;
    this.isOpening = true;
    setImmediate(() => {
      this.isOpening = false;
      this.open();
    });
  }

  private open(): void {
    for (const owner of this.ready) {
      this.ready.delete(owner); // its next turn comes after the others'
      const line = this.lines.get(owner);
      const [begin] = line?.waiting ?? [];
      if (!line || !begin) continue;
      begin();
      this.update(owner, line);
      return;
    }
  }
}

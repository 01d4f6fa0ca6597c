/** For how long work may hold the event loop before others get their turn, in milliseconds. */
const TURN_MS = 10;

/** What lets each piece of work go on whose turn is over, in their order. */
const waiting: Array<() => void> = [];

function goOn(): void {
  waiting.shift()?.();
  if (waiting.length > 0) setImmediate(goOn);
}

/** Resolves when it is this work's turn again. One goes on each time that the event loop turns: a dozen together would hold it for a dozen turns. */
const ownTurn = (): Promise<void> =>
  new Promise((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(goOn);
  });

/**
 * The turns of a long piece of work: between them, the event loop serves everybody else. Awaiting promises alone doesn't let it do
 * so, nor do queries, as the database answers in the same thread. Work asks `isOver` as often as it likes, it is cheap.
 */
export class Turns {
  private began = performance.now();

  /** @param signal stops the work at the end of a turn */
  constructor(private readonly signal?: AbortSignal) {}

  /** Whether this turn has been long enough. */
  get isOver(): boolean {
    return performance.now() - this.began >= TURN_MS;
  }

  /** Lets others have their turn if this one is over. @throws the signal's reason once it has aborted */
  async next(): Promise<void> {
    if (!this.isOver) return;
    await ownTurn();
    this.signal?.throwIfAborted();
    this.began = performance.now();
  }
}

/** Gives the items one by one, and others their turn in between. @throws the signal's reason once it has aborted */
export async function* inTurns<T>(items: Iterable<T>, signal?: AbortSignal): AsyncGenerator<T, void, undefined> {
  const turns = new Turns(signal);
  for (const item of items) {
    if (turns.isOver) await turns.next();
    yield item;
  }
}

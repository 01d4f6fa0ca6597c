/**
 * Works on items, several at the same time, and gives what came of them in their order.
 * @param parallel how many at the same time
 * @throws the first failure in that order; what else runs is waited for
 */
export async function* inOrder<Item, Result>(
  items: Iterable<Item>,
  parallel: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const running: Array<Promise<Result>> = [];
  try {
    for (const item of items) {
      const begun = work(item);
      begun.catch(() => undefined); // it is waited for below
      running.push(begun);
      const [first] = running;
      if (running.length < parallel || first === undefined) continue;
      yield await first;
      running.shift();
    }
    for (; running.length > 0; running.shift()) yield await (running[0] as Promise<Result>);
  } finally {
    await Promise.allSettled(running);
  }
}

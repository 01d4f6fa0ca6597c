/** SQLite takes some 32,000 values in a statement; with many fewer, a statement doesn't hold the event loop for long. */
const MAX_VALUES = 500;

/** Splits a list that somebody has sent or stored, so that each part fits into the `in (…)` of a statement. */
export function chunksOf<Item>(items: Iterable<Item>, size = MAX_VALUES): Item[][] {
  const chunks: Item[][] = [];
  for (const item of items) {
    const last = chunks.at(-1);
    if (last && last.length < size) last.push(item);
    else chunks.push([item]);
  }
  return chunks;
}

import { Turns } from '../concurrency/turns';

/** Rows read at once: a row with a descriptor takes some 10 µs. */
const ROWS_AT_ONCE = 1000;

/** Reads at most so many rows after a row that it returned before; after undefined, the first ones. */
type ReadAfter<Place, Row extends Place> = (after: Place | undefined, limit: number) => Promise<Row[]>;

/**
 * Gives a long list of rows piece by piece, and others their turn in between: a statement can't be interrupted. Outside a
 * transaction, what changes meanwhile may be seen or not, row by row.
 * @typeParam Place the columns of a row that say where it stands in the list
 */
export async function* piecesInTurns<Place, Row extends Place>(
  read: ReadAfter<Place, Row>,
): AsyncGenerator<Row[], void, undefined> {
  const turns = new Turns();
  let last: Row | undefined;
  for (;;) {
    const piece = await read(last, ROWS_AT_ONCE);
    if (piece.length > 0) yield piece;
    if (piece.length < ROWS_AT_ONCE) return;
    last = piece.at(-1);
    await turns.next();
  }
}

/** Reads a long list of rows as `piecesInTurns` does. */
export async function readInTurns<Place, Row extends Place>(read: ReadAfter<Place, Row>): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const piece of piecesInTurns(read)) rows.push(...piece);
  return rows;
}

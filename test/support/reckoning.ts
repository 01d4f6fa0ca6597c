import type { BusyClient, Known } from './busy-client';

export interface Actual {
  /** The names of the people. */
  people: string[];
  results: string[];
}

/** Where the catalog and what a client got acknowledged disagree. */
export interface Discrepancies {
  /** Acknowledged, but missing. */
  lost: string[];
  /** Deleted or never added, but there. */
  back: string[];
}

function compare(known: Known, { people, results }: Actual, oneMoreResult: boolean): Discrepancies {
  const names = [...known.people.values()];
  const newResults = results.filter((id) => !known.results.has(id));
  return {
    lost: [
      ...names.filter((name) => !people.includes(name)),
      ...[...known.results].filter((id) => !results.includes(id)),
    ],
    back: [...people.filter((name) => !names.includes(name)), ...newResults.slice(oneMoreResult ? 1 : 0)],
  };
}

const isNothing = ({ lost, back }: Discrepancies) => lost.length + back.length === 0;

/**
 * Compares what a client was told with what is there after a crash; a request without an answer may have been done or not, and the
 * client knows now. @returns what is wrong
 */
export function reckon(client: BusyClient, actual: Actual): Discrepancies {
  const { known, unsure } = client;
  client.unsure = undefined;
  client.tell(`killed; there are ${actual.people.join(', ')}${unsure ? '; one request was not answered' : ''}`);
  const undone = compare(known, actual, false);
  if (!unsure || isNothing(undone)) return undone;
  const asDone: Known = { people: new Map(known.people), results: known.results };
  unsure.change(asDone);
  const done = compare(asDone, actual, unsure.newResult);
  if (!isNothing(done)) return undone;
  unsure.change(known);
  for (const id of actual.results) known.results.add(id);
  return done;
}

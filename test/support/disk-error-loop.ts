import { expect } from 'chai';
import type { Page } from './browser';
import { stepFor } from './fault-step';
import type { Household } from './faulty-household';
import { expectOldOrNew } from './kill-loop';
import type { Operation } from './operations';
import { expectWhole, storedIn } from './stored';
import { Strace, type Tampering } from './strace';

/**
 * The calls that change files. Not `write`: it wakes threads, too, and no disk fails that. Photos are written by it, so that a disk
 * is filled for real to see those fail (full-disk.fault.ts).
 */
export const CALLS_THAT_FAIL: ReadonlyArray<Pick<Tampering, 'thread' | 'call'>> = [
  ...['openat', 'fsync', 'rename', 'mkdir', 'unlink', 'rmdir'].map((call) => ({ thread: 'files' as const, call })),
  ...['pwrite64', 'fsync', 'ftruncate'].map((call) => ({ thread: 'main' as const, call })),
];

export type ErrorCount = {
  operation: string;
  faults: number;
  /** Answered with 507. */
  full: number;
  /** Answered with 503. */
  failing: number;
  /** Answered as usual: the fault did no harm. */
  absorbed: number;
  /** Broken off in the middle of a download. */
  brokenOff: number;
};

export interface Failing extends Pick<Tampering, 'thread' | 'call'> {
  error: string;
  /** `+`: and all calls that follow. */
  andOn: '' | '+';
}

/** Lets the first, second, third … such call of an operation fail, alone or with all that follow, until it gets through. */
export async function failEach(
  { thread, call, error, andOn }: Failing,
  operation: Operation,
  household: Household,
): Promise<ErrorCount> {
  const count: ErrorCount = { operation: operation.name, faults: 0, full: 0, failing: 0, absorbed: 0, brokenOff: 0 };
  for (let n = 1; ; n += stepFor(call)) {
    const run = await operation.prepare(household);
    const when = `${operation.name}, ${error} at ${call} ${n}${andOn}`;
    // What the last fault left behind was removed by the requests after it.
    expectWhole(household.dataDir);
    const before = storedIn(household.dataDir);
    const strace = await Strace.attach(household.pid, { thread, call, action: `error=${error}`, when: `${n}${andOn}` });
    const answer = await run().catch((broken: Error) => broken);
    await operation.finish?.(household);
    const hit = await strace.detach();
    expect(await household.isAlive(), when).to.equal(true);
    const isFault = tally(count, answer, when, hit);
    await operation.resume?.(household);
    const isDone = expectOldOrNew(operation, before, storedIn(household.dataDir), when);
    if (!isFault) expect(isDone, `${when}: said to be done`).to.equal(true);
    else if (!operation.mayStand)
      expect(isDone && operation.name !== 'export', `${when}: said to be refused`).to.equal(false);
    if (!hit) return count;
  }
}

const SENTENCE =
  /The server (is out of|ran out of|doesn’t have enough) disk space[^<]*\.|The server can’t write to its disk right now\. Please try again later\./;
const INNARDS = /\bat .+:\d+:\d+|node_modules|\.ts\b|SQLITE|ENOSPC|EIO/;

/** @returns whether the answer was a fault */
function tally(count: ErrorCount, answer: Page | Error, when: string, hit: boolean): boolean {
  if (hit) count.faults++;
  if (answer instanceof Error) {
    expect(count.operation, `${when}: ${answer.message}`).to.equal('export');
    count.brokenOff++;
    return true;
  }
  const { status, text } = answer;
  expect(status, `${when}: ${text}`).to.be.oneOf([200, 303, 503, 507]);
  if (status < 400) {
    if (hit) count.absorbed++;
    return false;
  }
  expect(text, when).to.match(SENTENCE).and.not.match(INNARDS);
  count[status === 507 ? 'full' : 'failing']++;
  return true;
}

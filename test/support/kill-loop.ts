import { expect } from 'chai';
import type { Page } from './browser';
import { stepFor } from './fault-step';
import type { Household } from './faulty-household';
import type { Operation } from './operations';
import { type Stored, storedIn } from './stored';
import { Strace, type Tampering } from './strace';

/**
 * The calls that change files, at each of which the app is killed, and `writev`, which sends an answer. `write` counts sockets and
 * wake-ups of threads, too, and `openat` files that are read: more moments to die at, between the others.
 */
export const CALLS_TO_DIE_AT: ReadonlyArray<Pick<Tampering, 'thread' | 'call'>> = [
  ...['openat', 'write', 'fsync', 'rename', 'mkdir', 'unlink', 'rmdir'].map((call) => ({
    thread: 'files' as const,
    call,
  })),
  ...['pwrite64', 'fsync', 'ftruncate', 'unlink', 'writev'].map((call) => ({ thread: 'main' as const, call })),
];

// A type, not an interface: it is a row of a table.
export type KillCount = {
  operation: string;
  kills: number;
  /** How often everything was as before after the restart. */
  undone: number;
  /** How often all of it was done after the restart. */
  done: number;
  /** How often it was done and had been answered. */
  answered: number;
};

/** Kills the app at the first, second, third … such call of an operation until it gets through, and looks each time at what is left. */
export async function killAtEach(
  { thread, call }: Pick<Tampering, 'thread' | 'call'>,
  operation: Operation,
  household: Household,
): Promise<KillCount> {
  const count: KillCount = { operation: operation.name, kills: 0, undone: 0, done: 0, answered: 0 };
  for (let n = 1; ; n += stepFor(call)) {
    const run = await operation.prepare(household);
    const before = storedIn(household.dataDir);
    const strace = await Strace.attach(household.pid, { thread, call, action: 'signal=KILL', when: String(n) });
    const answer = await runToItsEnd(run, operation, household);
    await strace.detach();
    const survived = await household.isAlive();
    if (!survived) {
      await household.restart();
      await operation.finish?.(household);
    }
    const isDone = expectOldOrNew(
      operation,
      before,
      storedIn(household.dataDir),
      `${operation.name}, killed at ${call} ${n}`,
    );
    if (answer) expect(isDone, `${operation.name}: answered and lost at ${call} ${n}`).to.equal(true);
    await household.expectSound();
    if (survived) return count;
    count.kills++;
    count[isDone ? 'done' : 'undone']++;
    if (answer) count.answered++;
  }
}

/** @returns the answer, if there was one */
async function runToItsEnd(
  run: () => Promise<Page>,
  operation: Operation,
  household: Household,
): Promise<Page | undefined> {
  const answer = await run().catch(() => undefined);
  if (answer) await operation.finish?.(household).catch(() => {});
  return answer;
}

/** @returns whether the operation is done */
export function expectOldOrNew(operation: Operation, before: Stored, now: Stored, when: string): boolean {
  const isDone = operation.isDone(before, now);
  if (!isDone) expect(now, when).to.deep.equal(before);
  return isDone;
}

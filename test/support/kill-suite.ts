import { printCounts } from './counts';
import { requireFaultTools } from './fault-tools';
import { Household } from './faulty-household';
import { CALLS_TO_DIE_AT, type KillCount, killAtEach } from './kill-loop';
import type { Operation } from './operations';

/** Kills the app at each call of some operations. A file each for a part of them: mocha runs files at the same time. */
export function describeKills(what: string, operations: readonly Operation[]): void {
  describe(`killed at any moment: ${what}`, function () {
    this.timeout(30 * 60_000);
    let household: Household;
    const counts: Array<KillCount & { call: string }> = [];
    before(async () => {
      requireFaultTools('strace');
      household = await Household.begin();
    });
    after(async () => {
      await household?.end();
      printCounts(
        'Killed at the Nth call, for N = 1, 2, 3 … until it got through',
        counts.filter(({ kills }) => kills > 0),
      );
    });

    for (const operation of operations) {
      it(`${operation.mayStand ? 'abuse 75, 88' : 'abuse 75'}: ${operation.name}, killed at each write, rename, fsync and unlink, is done or undone after the restart`, async () => {
        for (const call of CALLS_TO_DIE_AT)
          counts.push({ call: `${call.call} (${call.thread})`, ...(await killAtEach(call, operation, household)) });
        await household.expectRecognition();
      });
    }
  });
}

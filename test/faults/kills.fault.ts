import { printCounts } from '../support/counts';
import { requireFaultTools } from '../support/fault-tools';
import { Household } from '../support/faulty-household';
import { CALLS_TO_DIE_AT, type KillCount, killAtEach } from '../support/kill-loop';
import { adding, deletingPerson, deletingPhoto, exporting, importing, recognising, renaming } from '../support/operations';

describe('killed at any moment', function () {
  this.timeout(10 * 60_000);
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

  for (const operation of [adding, renaming, deletingPhoto, deletingPerson, recognising, exporting, importing]) {
    it(`abuse 75: ${operation.name}, killed at each write, rename, fsync and unlink, is done or undone after the restart`, async () => {
      for (const call of CALLS_TO_DIE_AT) counts.push({ call: `${call.call} (${call.thread})`, ...(await killAtEach(call, operation, household)) });
      await household.expectRecognition();
    });
  }
});

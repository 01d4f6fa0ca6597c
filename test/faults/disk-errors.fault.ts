import { printCounts } from '../support/counts';
import { CALLS_THAT_FAIL, type ErrorCount, failEach } from '../support/disk-error-loop';
import { requireFaultTools } from '../support/fault-tools';
import { Household } from '../support/faulty-household';
import {
  adding,
  deletingPerson,
  deletingPhoto,
  exporting,
  importing,
  recognizing,
  renaming,
} from '../support/operations';

const FAULTS = [
  { title: 'abuse 76', error: 'ENOSPC', what: 'finds the disk full', lasts: ['', '+'] },
  // What lasts is the same for the app whatever its name is, and takes as long again.
  { title: 'abuse 77', error: 'EIO', what: 'finds the disk failing', lasts: [''] },
] as const;

describe('a disk that says no', function () {
  this.timeout(30 * 60_000);
  let household: Household;
  const counts: Array<ErrorCount & { error: string; call: string }> = [];
  before(async () => {
    requireFaultTools('strace');
    household = await Household.begin();
  });
  after(async () => {
    await household?.end();
    printCounts(
      'Errors at the Nth call, and from the Nth call on, for N = 1, 2, 3 … until it got through',
      counts.filter(({ faults }) => faults > 0),
    );
  });

  for (const { title, error, what, lasts } of FAULTS) {
    for (const operation of [adding, renaming, deletingPhoto, deletingPerson, recognizing, exporting, importing]) {
      it(`${title}: ${operation.name}, which ${what} at each call, is refused with a sentence or done, and works again at once`, async () => {
        for (const { thread, call } of CALLS_THAT_FAIL) {
          for (const andOn of lasts) {
            const count = await failEach({ thread, call, error, andOn }, operation, household);
            counts.push({ error, call: `${call}${andOn} (${thread})`, ...count });
          }
        }
        await household.expectRecognition();
        // The next process finds what this one believes.
        await household.restart();
        await household.expectSound();
      });
    }
  }
});

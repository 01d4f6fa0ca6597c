import { printCounts } from './counts';
import { CALLS_THAT_FAIL, type ErrorCount, type Failing, failEach } from './disk-error-loop';
import { requireFaultTools } from './fault-tools';
import { Household } from './faulty-household';
import { adding, deletingPerson, deletingPhoto, exporting, importing, recognizing, renaming } from './operations';

interface DiskError {
  title: string;
  error: string;
  what: string;
  lasts: ReadonlyArray<Failing['andOn']>;
}

/** Lets the calls of each operation that change files fail. A file for each error: mocha runs files at the same time. */
export function describeDiskErrors({ title, error, what, lasts }: DiskError): void {
  describe(`a disk that says no: ${error}`, function () {
    this.timeout(30 * 60_000);
    let household: Household;
    const counts: Array<ErrorCount & { call: string }> = [];
    before(async () => {
      requireFaultTools('strace');
      household = await Household.begin();
    });
    after(async () => {
      await household?.end();
      printCounts(
        `${error} at the Nth call, and from the Nth call on, for N = 1, 2, 3 … until it got through`,
        counts.filter(({ faults }) => faults > 0),
      );
    });

    for (const operation of [adding, renaming, deletingPhoto, deletingPerson, recognizing, exporting, importing]) {
      it(`${title}: ${operation.name}, which ${what} at each call, is refused with a sentence or done, and works again at once`, async () => {
        for (const { thread, call } of CALLS_THAT_FAIL) {
          for (const andOn of lasts) {
            const count = await failEach({ thread, call, error, andOn }, operation, household);
            counts.push({ call: `${call}${andOn} (${thread})`, ...count });
          }
        }
        await household.expectRecognition();
        // The next process finds what this one believes.
        await household.restart();
        await household.expectSound();
      });
    }
  });
}

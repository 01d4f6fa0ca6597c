import path from 'node:path';
import { expect } from 'chai';
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
import { storedIn } from '../support/stored';
import { Strace } from '../support/strace';
import { freeze } from '../support/tmpfs';

const SENTENCE = 'The server can’t write to its disk right now. Please try again later.';

describe('a disk that has become read-only', function () {
  this.timeout(60_000);
  let household: Household;
  before(async () => {
    requireFaultTools('strace');
    household = await Household.begin();
  });
  after(() => household?.end());

  /**
   * As the kernel makes a disk read-only after an error: no file can be opened for writing, and those that are open can't be written. Nobody
   * can do that with mount(8) while files are open, so strace refuses writes to the catalog's.
   */
  async function makeReadOnly(): Promise<() => Promise<void>> {
    const { dataDir, pid } = household;
    const thaw = freeze(
      ...['incoming', 'uploads', 'recognitions', 'drafts', 'imports'].map((folder) => path.join(dataDir, folder)),
    );
    const strace = await Strace.attach(pid, {
      thread: 'main',
      call: 'pwrite64,ftruncate,fsync',
      action: 'error=EROFS',
      when: '1+',
    });
    return async () => {
      await strace.detach();
      thaw();
    };
  }

  for (const operation of [adding, renaming, deletingPhoto, deletingPerson, recognizing, exporting, importing]) {
    it(`abuse 77: ${operation.name} is answered with 503, changes nothing, and works as soon as it can`, async () => {
      const run = await operation.prepare(household);
      const before = storedIn(household.dataDir);
      const makeWritable = await makeReadOnly();
      const { status, text } = await run().finally(makeWritable);
      expect(status, text).to.equal(503);
      expect(text).to.contain(SENTENCE);
      expect(storedIn(household.dataDir)).to.deep.equal(before);
      expect((await run()).status).to.be.oneOf([200, 303]);
      await operation.finish?.(household);
      expect(operation.isDone(before, storedIn(household.dataDir))).to.equal(true);
      await household.expectSound();
    });
  }

  it('abuse 77: everything can still be looked at', async () => {
    await renaming.prepare(household); // leaves a notice for the next page, which would have to be noted as shown
    const makeWritable = await makeReadOnly();
    await household.expectReadable().finally(makeWritable);
    await household.expectSound();
  });

  it('abuse 77: nobody can sign in, and is told why', async () => {
    const makeWritable = await makeReadOnly();
    const answer = await fetch(`${household.app.url}/login`, {
      headers: { Accept: 'text/html' },
      redirect: 'manual',
    }).finally(makeWritable);
    expect(answer.status).to.equal(503);
    expect(await answer.text()).to.contain(SENTENCE);
  });
});
